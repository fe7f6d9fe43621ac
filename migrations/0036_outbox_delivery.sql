-- An event is delivered once: its row is locked, told on and marked in one transaction. What
-- cannot be told is tried again later, and set aside after the last try.
ALTER TABLE outbox
    ADD COLUMN attempts   int NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    ADD COLUMN next_at    timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN dead_at    timestamptz,
    -- A word for the kind of failure, never the payload's words.
    ADD COLUMN last_error text CHECK (last_error ~ '^[a-z_]+$'),
    ADD CONSTRAINT outbox_one_end CHECK (delivered_at IS NULL OR dead_at IS NULL);
DROP INDEX outbox_waiting;
CREATE INDEX outbox_waiting ON outbox (next_at, id) WHERE delivered_at IS NULL AND dead_at IS NULL;
CREATE INDEX outbox_ended ON outbox (coalesce(delivered_at, dead_at))
    WHERE delivered_at IS NOT NULL OR dead_at IS NOT NULL;

-- What happened while nobody told people about anything is no news any more.
SET LOCAL ROLE jobgate_system;
UPDATE outbox SET delivered_at = now() WHERE created_at < now() - interval '1 day';
RESET ROLE;

-- Whoever writes an event wakes whoever tells people, at the commit.
CREATE FUNCTION tell_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('jobgate_outbox', '');
    RETURN NULL;
END
$$;
CREATE TRIGGER outbox_written AFTER INSERT ON outbox
    FOR EACH STATEMENT EXECUTE FUNCTION tell_outbox();
