-- A video is what is kept. It is a draft until a take is kept, and can be seen by
-- others only once it is completed.
CREATE TABLE videos (
    id                  uuid PRIMARY KEY,
    user_id             uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    profile_id          uuid NOT NULL REFERENCES candidate_profiles (id) ON DELETE CASCADE,
    script_id           uuid NOT NULL REFERENCES scripts (id),
    title               text NOT NULL CHECK (length(btrim(title)) BETWEEN 1 AND 200),
    description         text NOT NULL DEFAULT '' CHECK (length(description) <= 5000),
    private_notes       text NOT NULL DEFAULT '' CHECK (length(private_notes) <= 20000),
    status              text NOT NULL DEFAULT 'draft'
        CHECK (status IN ('draft', 'processing', 'completed', 'approved', 'rejected', 'failed')),
    is_practice         boolean NOT NULL DEFAULT false,
    kept_take_id        uuid,
    linked_to_cv        boolean NOT NULL DEFAULT false,
    cv_update_suggested boolean NOT NULL DEFAULT false,
    view_count          int NOT NULL DEFAULT 0 CHECK (view_count >= 0),
    unique_viewers      int NOT NULL DEFAULT 0 CHECK (unique_viewers BETWEEN 0 AND view_count),
    created_at          timestamptz NOT NULL DEFAULT now(),
    updated_at          timestamptz NOT NULL DEFAULT now(),
    -- A draft has no kept take, everything else has one; a practice video stays a draft.
    CONSTRAINT videos_kept_by_status CHECK ((status = 'draft') = (kept_take_id IS NULL)),
    CONSTRAINT videos_practice_is_draft CHECK (NOT is_practice OR status = 'draft'),
    CONSTRAINT videos_linked_is_kept CHECK (NOT linked_to_cv OR kept_take_id IS NOT NULL)
);
CREATE INDEX videos_by_user ON videos (user_id, created_at DESC, id DESC);
CREATE INDEX videos_by_time ON videos (created_at DESC, id DESC);

ALTER TABLE candidate_profiles
    ADD COLUMN presentation_video_id uuid REFERENCES videos (id) ON DELETE SET NULL;
CREATE INDEX candidate_profiles_presentation ON candidate_profiles (presentation_video_id);
CREATE INDEX candidate_profiles_by_time ON candidate_profiles (last_updated DESC, id DESC);

ALTER TABLE videos ENABLE ROW LEVEL SECURITY;
ALTER TABLE videos FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON videos TO jobgate_system;
-- Counters are kept by a trigger alone, so no request may write them.
GRANT SELECT, DELETE,
    INSERT (id, user_id, profile_id, script_id, title, description, is_practice),
    UPDATE (title, description, private_notes, status, kept_take_id, linked_to_cv,
            cv_update_suggested, updated_at)
    ON videos TO jobgate_request;
CREATE POLICY system_all ON videos TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY own ON videos TO jobgate_request
    USING (user_id = (SELECT app_user_id())) WITH CHECK (user_id = (SELECT app_user_id()));
CREATE POLICY granted_reads ON videos FOR SELECT TO jobgate_request
    USING ((SELECT app_company_id()) IS NOT NULL
        AND NOT is_practice AND status IN ('completed', 'approved')
        AND EXISTS (SELECT 1 FROM grants g WHERE g.user_id = videos.user_id
            AND (g.company_id IS NULL OR g.company_id = (SELECT app_company_id()))));
CREATE POLICY platform_admin_reads ON videos FOR SELECT TO jobgate_request
    USING ((SELECT app_role()) = 'platform_admin' AND NOT is_practice AND kept_take_id IS NOT NULL);
