-- Why a presentation and its CV should be looked at again: the rules stand in
-- `candidates/agreement.rs`. A video with a reason has its update suggested, and no other.
ALTER TABLE videos
    ADD COLUMN cv_update_reasons text[] NOT NULL DEFAULT '{}'
        CHECK (cv_update_reasons <@ ARRAY['skills_changed', 'languages_changed', 'education_changed',
            'experience_changed', 'presentation_old']);
UPDATE videos SET cv_update_suggested = false WHERE cv_update_suggested;
ALTER TABLE videos
    ADD CONSTRAINT videos_suggested_for_a_reason
        CHECK (cv_update_suggested = (cardinality(cv_update_reasons) > 0));
GRANT UPDATE (cv_update_reasons) ON videos TO jobgate_request;

-- What changed when, on either side.
CREATE TABLE profile_changes (
    id         uuid PRIMARY KEY,
    user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    profile_id uuid NOT NULL REFERENCES candidate_profiles (id) ON DELETE CASCADE,
    kind       text NOT NULL CHECK (kind IN ('profile_changed', 'video_linked', 'video_unlinked')),
    -- Of the profile, by the names of the API.
    fields     text[] NOT NULL DEFAULT '{}' CHECK (cardinality(fields) <= 50),
    video_id   uuid REFERENCES videos (id) ON DELETE SET NULL,
    -- What stood to be looked at afterwards.
    reasons    text[] NOT NULL DEFAULT '{}',
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX profile_changes_by_profile ON profile_changes (profile_id, changed_at DESC, id DESC);
CREATE INDEX profile_changes_by_video ON profile_changes (video_id);

ALTER TABLE profile_changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE profile_changes FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON profile_changes TO jobgate_system;
GRANT SELECT, INSERT ON profile_changes TO jobgate_request;
CREATE POLICY system_all ON profile_changes TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY own ON profile_changes TO jobgate_request
    USING (user_id = (SELECT app_user_id()))
    WITH CHECK (user_id = (SELECT app_user_id())
        AND EXISTS (SELECT 1 FROM candidate_profiles p
            WHERE p.id = profile_id AND p.user_id = (SELECT app_user_id())));
