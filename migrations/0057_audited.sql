-- Which changes are entered in the audit log. Not everything that happens: what somebody
-- may have to account for. Requests cannot write entries of their own: the function runs
-- as jobgate_system, and only as a trigger.
CREATE FUNCTION audit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    actor   uuid := public.app_user_id();
    company uuid;
    action  text;
    object  text;
    id      uuid;
    details jsonb := '{}';
    entry   bigint;
BEGIN
    CASE TG_TABLE_NAME
    WHEN 'users' THEN
        object := 'account';
        IF TG_OP = 'DELETE' THEN
            id := OLD.id; company := OLD.company_id; action := 'account.erased';
        ELSE
            id := NEW.id; company := NEW.company_id;
            details := jsonb_build_object('role', NEW.role);
            IF TG_OP = 'INSERT' THEN
                action := 'account.created';
            ELSIF NEW.password_hash IS DISTINCT FROM OLD.password_hash THEN
                action := 'account.password_changed';
            ELSE
                action := 'account.role_changed';
                company := coalesce(NEW.company_id, OLD.company_id);
                details := details || jsonb_build_object('from', OLD.role);
            END IF;
        END IF;
    WHEN 'sessions' THEN
        -- Logging in happens before anybody is entered.
        object := 'session'; id := NEW.id; actor := coalesce(actor, NEW.user_id);
        IF TG_OP = 'INSERT' THEN
            action := 'session.opened';
        ELSE
            action := 'session.ended';
            details := jsonb_build_object('reason', NEW.revoked_reason);
        END IF;
    WHEN 'totp' THEN
        object := 'account';
        IF TG_OP = 'DELETE' THEN
            id := OLD.user_id; action := 'two_step.off';
        ELSE
            id := NEW.user_id; action := 'two_step.on';
        END IF;
        actor := coalesce(actor, id);
    WHEN 'consents' THEN
        object := 'account'; id := NEW.user_id;
        action := CASE WHEN NEW.withdrawn_at IS NULL THEN 'consent.given' ELSE 'consent.withdrawn' END;
        details := jsonb_build_object('kind', NEW.kind, 'version', NEW.version, 'language', NEW.language);
    WHEN 'grants' THEN
        object := 'account';
        IF TG_OP = 'DELETE' THEN
            id := OLD.user_id; company := OLD.company_id; action := 'profile.closed';
            details := jsonb_build_object('kind', OLD.kind);
        ELSE
            id := NEW.user_id; company := NEW.company_id; action := 'profile.opened';
            details := jsonb_build_object('kind', NEW.kind);
        END IF;
    WHEN 'videos' THEN
        object := 'video';
        IF TG_OP = 'DELETE' THEN
            id := OLD.id; action := 'video.deleted';
            details := jsonb_build_object('from', OLD.status);
        ELSE
            id := NEW.id; action := 'video.' || NEW.status;
            details := jsonb_build_object('from', OLD.status);
        END IF;
    WHEN 'video_views' THEN
        object := 'video'; id := NEW.video_id; company := NEW.company_id;
        actor := NEW.viewer_id; action := 'video.viewed';
    END CASE;
    INSERT INTO public.audit_entries (actor_id, company_id, action, object, object_id, details)
    VALUES (actor, company, action, object, id, details)
    RETURNING audit_entries.id INTO entry;
    INSERT INTO public.audit_waiting (entry_id) VALUES (entry);
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION audit() FROM PUBLIC;
GRANT CREATE ON SCHEMA public TO jobgate_system;
ALTER FUNCTION audit() OWNER TO jobgate_system;
REVOKE CREATE ON SCHEMA public FROM jobgate_system;

CREATE TRIGGER audited AFTER INSERT OR DELETE ON users
    FOR EACH ROW EXECUTE FUNCTION audit();
CREATE TRIGGER audited_changes AFTER UPDATE OF role, company_id, password_hash ON users
    FOR EACH ROW WHEN ((OLD.role, OLD.company_id, OLD.password_hash)
        IS DISTINCT FROM (NEW.role, NEW.company_id, NEW.password_hash))
    EXECUTE FUNCTION audit();
CREATE TRIGGER audited AFTER INSERT ON sessions
    FOR EACH ROW EXECUTE FUNCTION audit();
CREATE TRIGGER audited_ends AFTER UPDATE OF revoked_at ON sessions
    FOR EACH ROW WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL)
    EXECUTE FUNCTION audit();
CREATE TRIGGER audited_on AFTER UPDATE OF confirmed_at ON totp
    FOR EACH ROW WHEN (OLD.confirmed_at IS NULL AND NEW.confirmed_at IS NOT NULL)
    EXECUTE FUNCTION audit();
CREATE TRIGGER audited_off AFTER DELETE ON totp
    FOR EACH ROW WHEN (OLD.confirmed_at IS NOT NULL)
    EXECUTE FUNCTION audit();
CREATE TRIGGER audited AFTER INSERT ON consents
    FOR EACH ROW EXECUTE FUNCTION audit();
CREATE TRIGGER audited_ends AFTER UPDATE OF withdrawn_at ON consents
    FOR EACH ROW WHEN (OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL)
    EXECUTE FUNCTION audit();
CREATE TRIGGER audited AFTER INSERT OR DELETE ON grants
    FOR EACH ROW EXECUTE FUNCTION audit();
CREATE TRIGGER audited AFTER DELETE ON videos
    FOR EACH ROW EXECUTE FUNCTION audit();
CREATE TRIGGER audited_status AFTER UPDATE OF status ON videos
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION audit();
CREATE TRIGGER audited AFTER INSERT ON video_views
    FOR EACH ROW EXECUTE FUNCTION audit();
