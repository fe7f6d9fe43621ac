-- Whoever has the page open hears at once that there is news, on every server and device: told
-- in the transaction of the cause, by the number of whom it concerns and nothing else. Its reader
-- is src/platform/notifications/bell.rs.
CREATE FUNCTION tell_news() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('jobgate_news', NEW.user_id::text);
    RETURN NULL;
END
$$;
CREATE TRIGGER notifications_told AFTER INSERT ON notifications
    FOR EACH ROW EXECUTE FUNCTION tell_news();
-- Another device of the same person shows a count as well.
CREATE TRIGGER notifications_marked AFTER UPDATE OF is_read, is_archived ON notifications
    FOR EACH ROW WHEN ((OLD.is_read, OLD.is_archived) IS DISTINCT FROM (NEW.is_read, NEW.is_archived))
    EXECUTE FUNCTION tell_news();
