-- More of what somebody may have to account for: offers, applications, invitations and what
-- is changed in a profile. Ids and the names of columns, never what stands in them.
CREATE FUNCTION enter_audit(company uuid, action text, object text, id uuid, details jsonb)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    entry bigint;
BEGIN
    INSERT INTO public.audit_entries (actor_id, company_id, action, object, object_id, details)
    VALUES (public.app_user_id(), company, action, object, id, details)
    RETURNING audit_entries.id INTO entry;
    INSERT INTO public.audit_waiting (entry_id) VALUES (entry);
END
$$;
REVOKE ALL ON FUNCTION enter_audit(uuid, text, text, uuid, jsonb) FROM PUBLIC;

-- Which of these columns two versions of a row differ in.
CREATE FUNCTION changed_columns(old_row jsonb, new_row jsonb, among text[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
    SELECT coalesce(jsonb_agg(name ORDER BY place), '[]') FROM unnest(among) WITH ORDINALITY AS c (name, place)
    WHERE old_row -> name IS DISTINCT FROM new_row -> name
$$;

CREATE FUNCTION audit_offer() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    changed jsonb;
    details jsonb;
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM public.enter_audit(NEW.company_id, 'offer.created', 'offer', NEW.id,
            jsonb_build_object('status', NEW.status));
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM public.enter_audit(OLD.company_id, 'offer.deleted', 'offer', OLD.id,
            jsonb_build_object('from', OLD.status));
    ELSE
        changed := public.changed_columns(to_jsonb(OLD), to_jsonb(NEW),
            ARRAY['title', 'description', 'required_skills', 'location', 'languages', 'status']);
        IF changed <> '[]' THEN
            details := jsonb_build_object('columns', changed);
            IF OLD.status <> NEW.status THEN
                details := details || jsonb_build_object('status', NEW.status, 'from', OLD.status);
            END IF;
            PERFORM public.enter_audit(NEW.company_id, 'offer.changed', 'offer', NEW.id, details);
        END IF;
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION audit_offer() FROM PUBLIC;

CREATE FUNCTION audit_application() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    details jsonb;
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM public.enter_audit(OLD.company_id, 'application.deleted', 'application', OLD.id,
            jsonb_build_object('offer', OLD.offer_id, 'from', OLD.status));
        RETURN NULL;
    END IF;
    details := jsonb_build_object('offer', NEW.offer_id);
    IF TG_OP = 'UPDATE' THEN
        details := details || jsonb_build_object('from', OLD.status);
    END IF;
    PERFORM public.enter_audit(NEW.company_id, 'application.' || NEW.status, 'application', NEW.id, details);
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION audit_application() FROM PUBLIC;

CREATE FUNCTION audit_invitation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.enter_audit(NEW.company_id,
        CASE WHEN NEW.accepted_at IS NOT NULL THEN 'invitation.accepted'
             WHEN NEW.withdrawn_at IS NOT NULL THEN 'invitation.withdrawn'
             ELSE 'invitation.sent' END,
        'invitation', NEW.id, '{}');
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION audit_invitation() FROM PUBLIC;

-- By the account, as all that is entered about a candidate.
CREATE FUNCTION audit_profile() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    changed jsonb := public.changed_columns(to_jsonb(OLD), to_jsonb(NEW),
        ARRAY['first_name', 'last_name', 'headline', 'location', 'summary', 'skills', 'languages',
              'education', 'experience', 'availability', 'available_from', 'status']);
BEGIN
    IF changed <> '[]' THEN
        PERFORM public.enter_audit(NULL, 'profile.changed', 'account', NEW.user_id,
            jsonb_build_object('columns', changed));
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION audit_profile() FROM PUBLIC;

GRANT CREATE ON SCHEMA public TO jobgate_system;
ALTER FUNCTION enter_audit(uuid, text, text, uuid, jsonb) OWNER TO jobgate_system;
ALTER FUNCTION audit_offer() OWNER TO jobgate_system;
ALTER FUNCTION audit_application() OWNER TO jobgate_system;
ALTER FUNCTION audit_invitation() OWNER TO jobgate_system;
ALTER FUNCTION audit_profile() OWNER TO jobgate_system;
REVOKE CREATE ON SCHEMA public FROM jobgate_system;

CREATE TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON offers
    FOR EACH ROW EXECUTE FUNCTION audit_offer();
CREATE TRIGGER audited AFTER INSERT OR DELETE ON applications
    FOR EACH ROW EXECUTE FUNCTION audit_application();
CREATE TRIGGER audited_status AFTER UPDATE OF status ON applications
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION audit_application();
CREATE TRIGGER audited AFTER INSERT ON invitations
    FOR EACH ROW EXECUTE FUNCTION audit_invitation();
CREATE TRIGGER audited_ends AFTER UPDATE OF accepted_at, withdrawn_at ON invitations
    FOR EACH ROW WHEN ((OLD.accepted_at, OLD.withdrawn_at) IS DISTINCT FROM (NEW.accepted_at, NEW.withdrawn_at))
    EXECUTE FUNCTION audit_invitation();
CREATE TRIGGER audited_changes AFTER UPDATE OF first_name, last_name, headline, location, summary,
        skills, languages, education, experience, availability, available_from, status
    ON candidate_profiles FOR EACH ROW EXECUTE FUNCTION audit_profile();
