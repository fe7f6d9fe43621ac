-- Platform admins see what could not be told or sent, and put it back. What it says, whom it
-- is to and what it is about stay closed to them.
ALTER TABLE mails
    -- Tries that count no more: those before somebody put the dead letter back. The tries
    -- themselves go on being counted, because they number the delivery log.
    ADD COLUMN forgiven int NOT NULL DEFAULT 0,
    ADD CONSTRAINT mails_forgiven CHECK (forgiven BETWEEN 0 AND attempts);
CREATE INDEX mails_by_time ON mails (created_at DESC, id DESC);
CREATE INDEX outbox_by_time ON outbox (created_at DESC, id DESC);

GRANT SELECT (id, topic, state, attempts, forgiven, next_at, error_class, created_at, finished_at),
    UPDATE (state, forgiven, next_at, finished_at) ON mails TO jobgate_request;
CREATE POLICY platform_admin_reads ON mails FOR SELECT TO jobgate_request
    USING ((SELECT app_role()) = 'platform_admin');
-- Out of the dead letters into the queue, and nothing else. After a week nobody knows any more
-- what the mail said (docs/privacy.md).
CREATE POLICY platform_admin_retries ON mails FOR UPDATE TO jobgate_request
    USING ((SELECT app_role()) = 'platform_admin' AND state = 'dead'
        AND finished_at > now() - interval '7 days')
    WITH CHECK (state = 'waiting' AND forgiven = attempts);

GRANT SELECT (id, topic, attempts, next_at, last_error, created_at, delivered_at, dead_at),
    UPDATE (attempts, next_at, dead_at) ON outbox TO jobgate_request;
CREATE POLICY platform_admin_reads ON outbox FOR SELECT TO jobgate_request
    USING ((SELECT app_role()) = 'platform_admin');
CREATE POLICY platform_admin_retries ON outbox FOR UPDATE TO jobgate_request
    USING ((SELECT app_role()) = 'platform_admin' AND dead_at IS NOT NULL)
    WITH CHECK (dead_at IS NULL AND attempts = 0);
