-- What candidates note beside the camera is theirs alone, but the row of a kept video is
-- open to companies and to the platform's administrators, and a policy hides no column.
-- So the notes stand in a table of their own, as a viewer's judgement does.
CREATE TABLE video_notes (
    video_id uuid PRIMARY KEY REFERENCES videos (id) ON DELETE CASCADE,
    user_id  uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    notes    text NOT NULL CHECK (length(notes) <= 20000)
);
CREATE INDEX video_notes_user ON video_notes (user_id);

ALTER TABLE video_notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE video_notes FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON video_notes TO jobgate_system;
GRANT SELECT, INSERT, UPDATE (notes) ON video_notes TO jobgate_request;
CREATE POLICY system_all ON video_notes TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY own ON video_notes TO jobgate_request
    USING (user_id = (SELECT app_user_id()))
    WITH CHECK (user_id = (SELECT app_user_id())
        AND EXISTS (SELECT 1 FROM videos v WHERE v.id = video_id AND v.user_id = (SELECT app_user_id())));

-- The owner is bound by forced row-level security like everybody else, hence the role.
SET LOCAL ROLE jobgate_system;
INSERT INTO video_notes (video_id, user_id, notes)
    SELECT id, user_id, private_notes FROM videos WHERE private_notes <> '';
RESET ROLE;

ALTER TABLE videos DROP COLUMN private_notes;
