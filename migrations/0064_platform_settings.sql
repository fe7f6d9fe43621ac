-- What the platform's admins decide while the server runs. One row; everything else is
-- configuration. Nothing in it is secret, and the rules of other tables ask it.
CREATE TABLE platform_settings (
    only_row             boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    -- Whether candidates may open an account themselves.
    sign_up_open         boolean NOT NULL DEFAULT true,
    -- Whether companies see a video only once it is approved.
    videos_need_approval boolean NOT NULL DEFAULT false,
    -- Of an account that does not say one.
    default_language     text NOT NULL DEFAULT 'fr' CHECK (default_language IN ('fr', 'en', 'ar')),
    updated_at           timestamptz NOT NULL DEFAULT now()
);
INSERT INTO platform_settings DEFAULT VALUES;

ALTER TABLE platform_settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE platform_settings FORCE ROW LEVEL SECURITY;
GRANT SELECT, UPDATE ON platform_settings TO jobgate_system;
GRANT SELECT, UPDATE (sign_up_open, videos_need_approval, default_language, updated_at)
    ON platform_settings TO jobgate_request;
CREATE POLICY system_all ON platform_settings TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY everybody_reads ON platform_settings FOR SELECT TO jobgate_request USING (true);
CREATE POLICY platform_admin_changes ON platform_settings FOR UPDATE TO jobgate_request
    USING ((SELECT app_role()) = 'platform_admin') WITH CHECK ((SELECT app_role()) = 'platform_admin');

-- The columns that were changed and what they are now: switches and words out of lists.
CREATE FUNCTION audit_settings() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    changed jsonb := public.changed_columns(to_jsonb(OLD), to_jsonb(NEW),
        ARRAY['sign_up_open', 'videos_need_approval', 'default_language']);
BEGIN
    IF changed <> '[]' THEN
        PERFORM public.enter_audit(NULL, 'settings.changed', 'settings',
            '00000000-0000-0000-0000-000000000000',
            (SELECT jsonb_object_agg(name, to_jsonb(NEW) -> name) FROM jsonb_array_elements_text(changed) AS c (name)));
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION audit_settings() FROM PUBLIC;
CREATE TRIGGER audited AFTER UPDATE ON platform_settings
    FOR EACH ROW EXECUTE FUNCTION audit_settings();

-- The rule of before (0055), and the setting: asked once a statement, not once a row.
ALTER POLICY granted_reads ON videos
    USING ((SELECT app_company_id()) IS NOT NULL
        AND NOT is_practice
        AND (status = 'approved' OR status = 'completed'
            AND NOT (SELECT s.videos_need_approval FROM platform_settings s))
        AND (SELECT true FROM grants g WHERE g.user_id = videos.user_id
            AND (g.company_id IS NULL OR g.company_id = (SELECT app_company_id())) LIMIT 1));

GRANT CREATE ON SCHEMA public TO jobgate_system;
ALTER FUNCTION audit_settings() OWNER TO jobgate_system;
SET LOCAL ROLE jobgate_system;
-- As 0027, and the setting.
CREATE OR REPLACE FUNCTION shown_quality(video uuid) RETURNS real
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT q.overall
    FROM public.videos v
    JOIN public.candidate_profiles p ON p.presentation_video_id = v.id AND p.user_id = v.user_id
    JOIN public.take_quality q ON q.take_id = v.kept_take_id
    WHERE v.id = video
      -- What a company may see at all: the policy of `videos`, which does not bind this function.
      AND public.app_company_id() IS NOT NULL
      AND NOT v.is_practice
      AND (v.status = 'approved' OR v.status = 'completed'
          AND NOT (SELECT s.videos_need_approval FROM public.platform_settings s))
      AND EXISTS (SELECT 1 FROM public.grants g WHERE g.user_id = v.user_id
          AND (g.company_id IS NULL OR g.company_id = public.app_company_id()))
      -- Agreed to the current text.
      AND EXISTS (SELECT 1 FROM public.consents c
          WHERE c.user_id = v.user_id AND c.kind = 'quality_filter' AND c.withdrawn_at IS NULL
            AND c.version = (SELECT max(t.version) FROM public.consent_texts t
                             WHERE t.kind = 'quality_filter'))
      -- Without a consent to be analysed, earlier scores are the candidate's alone: so says its text.
      AND EXISTS (SELECT 1 FROM public.consents c
          WHERE c.user_id = v.user_id AND c.kind = 'analyse' AND c.withdrawn_at IS NULL)
$$;
RESET ROLE;
REVOKE CREATE ON SCHEMA public FROM jobgate_system;
