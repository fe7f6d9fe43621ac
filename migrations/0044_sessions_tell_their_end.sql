-- A session that ends closes what is open in its name, on whichever server: told in the
-- transaction of the cause, like consents (0026). Its reader is platform::endings.
ALTER TABLE sessions
    DROP CONSTRAINT sessions_revoked_reason_check,
    ADD CONSTRAINT sessions_revoked_reason_check
        CHECK (revoked_reason IN ('logout', 'reuse', 'ended', 'reset', 'removed'));

CREATE FUNCTION tell_session_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('jobgate_endings',
        json_build_object('what', 'session', 'session', OLD.id)::text);
    RETURN NULL;
END
$$;

CREATE TRIGGER sessions_revoked AFTER UPDATE OF revoked_at ON sessions
    FOR EACH ROW WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL)
    EXECUTE FUNCTION tell_session_ended();
CREATE TRIGGER sessions_erased AFTER DELETE ON sessions
    FOR EACH ROW WHEN (OLD.revoked_at IS NULL)
    EXECUTE FUNCTION tell_session_ended();
