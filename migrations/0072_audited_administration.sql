-- What the platform's people do beside accounts: a company is founded, and what was given up is
-- put back into its queue. Ids, kinds and topics, never what a job, mail or event is about.
CREATE FUNCTION audit_company() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.enter_audit(NEW.id, 'company.founded', 'company', NEW.id, '{}');
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION audit_company() FROM PUBLIC;

CREATE FUNCTION audit_retry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    CASE TG_TABLE_NAME
    WHEN 'jobs' THEN
        PERFORM public.enter_audit(NULL, 'job.retried', 'job', NEW.id, jsonb_build_object('kind', NEW.kind));
    WHEN 'mails' THEN
        PERFORM public.enter_audit(NULL, 'mail.retried', 'mail', NEW.id, jsonb_build_object('topic', NEW.topic));
    WHEN 'outbox' THEN
        -- Events are numbered, as entries are, and have no uuid.
        PERFORM public.enter_audit(NULL, 'event.retried', 'event', '00000000-0000-0000-0000-000000000000',
            jsonb_build_object('event', NEW.id, 'topic', NEW.topic));
    END CASE;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION audit_retry() FROM PUBLIC;

GRANT CREATE ON SCHEMA public TO jobgate_system;
ALTER FUNCTION audit_company() OWNER TO jobgate_system;
ALTER FUNCTION audit_retry() OWNER TO jobgate_system;
REVOKE CREATE ON SCHEMA public FROM jobgate_system;

CREATE TRIGGER audited AFTER INSERT ON companies
    FOR EACH ROW EXECUTE FUNCTION audit_company();
CREATE TRIGGER audited_retry AFTER UPDATE OF state ON jobs
    FOR EACH ROW WHEN (OLD.state = 'dead' AND NEW.state <> 'dead')
    EXECUTE FUNCTION audit_retry();
CREATE TRIGGER audited_retry AFTER UPDATE OF state ON mails
    FOR EACH ROW WHEN (OLD.state = 'dead' AND NEW.state <> 'dead')
    EXECUTE FUNCTION audit_retry();
CREATE TRIGGER audited_retry AFTER UPDATE OF dead_at ON outbox
    FOR EACH ROW WHEN (OLD.dead_at IS NOT NULL AND NEW.dead_at IS NULL)
    EXECUTE FUNCTION audit_retry();
