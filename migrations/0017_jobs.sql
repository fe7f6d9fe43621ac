-- Work to be done after the answer, claimed with SKIP LOCKED. A job that a killed worker
-- held comes back when its lease runs out; one that failed too often is a dead letter.
CREATE TABLE jobs (
    id           uuid PRIMARY KEY,
    kind         text NOT NULL CHECK (kind IN ('renditions', 'erase_objects')),
    payload      jsonb NOT NULL,
    -- At most one open job with the same key.
    unique_key   text,
    state        text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'dead')),
    attempts     int NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    max_attempts int NOT NULL DEFAULT 5 CHECK (max_attempts BETWEEN 1 AND 50),
    run_at       timestamptz NOT NULL DEFAULT now(),
    lease_until  timestamptz,
    last_error   text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    finished_at  timestamptz,
    CONSTRAINT jobs_lease_while_running CHECK ((state = 'running') = (lease_until IS NOT NULL)),
    CONSTRAINT jobs_finished CHECK ((state IN ('done', 'dead')) = (finished_at IS NOT NULL))
);
CREATE INDEX jobs_due ON jobs (run_at) WHERE state = 'queued';
CREATE INDEX jobs_leased ON jobs (lease_until) WHERE state = 'running';
CREATE UNIQUE INDEX jobs_one_open ON jobs (kind, unique_key) WHERE state IN ('queued', 'running');

ALTER TABLE jobs ENABLE ROW LEVEL SECURITY;
ALTER TABLE jobs FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON jobs TO jobgate_system;
GRANT INSERT (id, kind, payload, unique_key) ON jobs TO jobgate_request;
CREATE POLICY system_all ON jobs TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY may_ask ON jobs FOR INSERT TO jobgate_request
    WITH CHECK ((SELECT app_user_id()) IS NOT NULL);
