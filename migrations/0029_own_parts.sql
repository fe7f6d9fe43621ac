-- A row in one's own name has to hang on one's own things: a take on one's own video and
-- consent, a video on one's own profile. The foreign keys look past the policies and would
-- take anybody's.
ALTER POLICY own ON videos
    WITH CHECK (user_id = (SELECT app_user_id())
        AND EXISTS (SELECT 1 FROM candidate_profiles p
            WHERE p.id = profile_id AND p.user_id = (SELECT app_user_id())));
ALTER POLICY own ON takes
    WITH CHECK (user_id = (SELECT app_user_id())
        AND EXISTS (SELECT 1 FROM videos v
            WHERE v.id = video_id AND v.user_id = (SELECT app_user_id()))
        AND EXISTS (SELECT 1 FROM consents c
            WHERE c.id = consent_id AND c.user_id = (SELECT app_user_id())));
