-- What happened, written in the same transaction as the thing itself. Whoever tells
-- people about it reads here; a row exists exactly when its event does.
CREATE TABLE outbox (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic        text NOT NULL CHECK (topic ~ '^[a-z_]+$'),
    -- The same event told twice is one row.
    event_key    text NOT NULL,
    payload      jsonb NOT NULL CHECK (jsonb_typeof(payload) = 'object'),
    created_at   timestamptz NOT NULL DEFAULT now(),
    delivered_at timestamptz,
    UNIQUE (topic, event_key)
);
CREATE INDEX outbox_waiting ON outbox (id) WHERE delivered_at IS NULL;

ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbox FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox TO jobgate_system;
GRANT INSERT (topic, event_key, payload) ON outbox TO jobgate_request;
CREATE POLICY system_all ON outbox TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY may_tell ON outbox FOR INSERT TO jobgate_request
    WITH CHECK ((SELECT app_user_id()) IS NOT NULL);
