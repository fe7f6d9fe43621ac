-- What the platform's admins see and do beside everybody's own: who there is, and the queue
-- with its dead letters, which they put back. Passwords and payloads stay closed to them.
CREATE POLICY platform_admin_reads ON users FOR SELECT TO jobgate_request
    USING ((SELECT app_role()) = 'platform_admin');
CREATE INDEX users_by_time ON users (created_at DESC, id DESC);

GRANT SELECT (id, kind, state, attempts, max_attempts, run_at, last_error, created_at, finished_at)
    ON jobs TO jobgate_request;
GRANT UPDATE (state, attempts, run_at, finished_at) ON jobs TO jobgate_request;
CREATE POLICY platform_admin_reads ON jobs FOR SELECT TO jobgate_request
    USING ((SELECT app_role()) = 'platform_admin');
-- Out of the dead letters into the queue, and nothing else.
CREATE POLICY platform_admin_retries ON jobs FOR UPDATE TO jobgate_request
    USING ((SELECT app_role()) = 'platform_admin' AND state = 'dead')
    WITH CHECK (state = 'queued' AND attempts = 0);
CREATE INDEX jobs_by_time ON jobs (created_at DESC, id DESC);

GRANT INSERT (id, name) ON companies TO jobgate_request;
CREATE POLICY platform_admin_founds ON companies FOR INSERT TO jobgate_request
    WITH CHECK ((SELECT app_role()) = 'platform_admin');
