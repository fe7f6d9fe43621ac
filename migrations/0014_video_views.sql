-- Who watched what, and which parts. Rating and notes are the viewer's own and stand in
-- a table of their own: the candidate may read the row, never the judgement.
CREATE TABLE video_views (
    id                uuid PRIMARY KEY,
    video_id          uuid NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
    owner_id          uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    viewer_id         uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    company_id        uuid NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
    viewed_at         timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now(),
    -- [[from_ms, to_ms], ...] ascending, disjoint; watched_ms is the length of their union.
    intervals         jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(intervals) = 'array'),
    watched_ms        int NOT NULL DEFAULT 0 CHECK (watched_ms >= 0),
    completed_viewing boolean NOT NULL DEFAULT false,
    CONSTRAINT video_views_not_by_owner CHECK (owner_id <> viewer_id)
);
CREATE INDEX video_views_by_video ON video_views (video_id, viewed_at DESC, id DESC);
CREATE INDEX video_views_by_viewer ON video_views (viewer_id, video_id);

CREATE TABLE view_judgements (
    view_id uuid PRIMARY KEY REFERENCES video_views (id) ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    rating  int CHECK (rating BETWEEN 1 AND 5),
    notes   text NOT NULL DEFAULT '' CHECK (length(notes) <= 10000)
);

ALTER TABLE video_views ENABLE ROW LEVEL SECURITY;
ALTER TABLE video_views FORCE ROW LEVEL SECURITY;
ALTER TABLE view_judgements ENABLE ROW LEVEL SECURITY;
ALTER TABLE view_judgements FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON video_views, view_judgements TO jobgate_system;
GRANT SELECT, INSERT (id, video_id, owner_id, viewer_id, company_id),
    UPDATE (intervals, watched_ms, completed_viewing, updated_at) ON video_views TO jobgate_request;
GRANT SELECT, INSERT, UPDATE (rating, notes) ON view_judgements TO jobgate_request;
CREATE POLICY system_all ON video_views TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY viewer_own ON video_views TO jobgate_request
    USING (viewer_id = (SELECT app_user_id()))
    WITH CHECK (viewer_id = (SELECT app_user_id()) AND company_id = (SELECT app_company_id())
        AND EXISTS (SELECT 1 FROM videos v WHERE v.id = video_id AND v.user_id = owner_id));
CREATE POLICY owner_reads ON video_views FOR SELECT TO jobgate_request
    USING (owner_id = (SELECT app_user_id()));
CREATE POLICY system_all ON view_judgements TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY own ON view_judgements TO jobgate_request
    USING (user_id = (SELECT app_user_id()))
    WITH CHECK (user_id = (SELECT app_user_id())
        AND EXISTS (SELECT 1 FROM video_views w WHERE w.id = view_id AND w.viewer_id = user_id));
