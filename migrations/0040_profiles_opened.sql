-- A candidate who opens the profile to a company is news for its recruiters, also when the
-- video was finished long before. Told by the row itself, whoever writes it.
CREATE FUNCTION tell_profile_opened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO outbox (topic, event_key, payload)
    VALUES ('profile_opened', NEW.id::text, jsonb_build_object('grant_id', NEW.id))
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
CREATE TRIGGER grants_opened AFTER INSERT ON grants
    FOR EACH ROW WHEN (NEW.kind = 'visibility')
    EXECUTE FUNCTION tell_profile_opened();
