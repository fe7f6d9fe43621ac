-- What is taken back acts at once, also on what is open: PostgreSQL tells it to every server
-- in the transaction of the cause, whoever caused it (the settings, another server, a
-- person at the database). Other endings, a session's for one, can be told on the same channel;
-- `what` tells them apart. Its reader is platform::endings.
CREATE FUNCTION tell_consent_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Of several versions of a text the last one counts that still stands.
    IF NOT EXISTS (SELECT 1 FROM consents
                   WHERE user_id = OLD.user_id AND kind = OLD.kind AND withdrawn_at IS NULL) THEN
        PERFORM pg_notify('jobgate_endings',
            json_build_object('what', 'consent', 'user', OLD.user_id, 'kind', OLD.kind)::text);
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER consents_withdrawn AFTER UPDATE OF withdrawn_at ON consents
    FOR EACH ROW WHEN (OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL)
    EXECUTE FUNCTION tell_consent_ended();
-- A person who is erased has agreed to nothing any more.
CREATE TRIGGER consents_erased AFTER DELETE ON consents
    FOR EACH ROW WHEN (OLD.withdrawn_at IS NULL)
    EXECUTE FUNCTION tell_consent_ended();
