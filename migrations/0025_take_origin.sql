-- A take is recorded here or uploaded. What was uploaded waits in the storage, as a file of
-- its armed take, until the worker has made a master of it; then the file is erased.
ALTER TABLE takes ADD COLUMN origin text NOT NULL DEFAULT 'live' CHECK (origin IN ('live', 'upload'));
GRANT INSERT (origin) ON takes TO jobgate_request;
CREATE INDEX takes_waiting_uploads ON takes (user_id) WHERE state = 'armed' AND origin = 'upload';

ALTER TABLE assets DROP CONSTRAINT assets_kind_check;
ALTER TABLE assets ADD CONSTRAINT assets_kind_check
    CHECK (kind IN ('master', 'mp4', 'poster', 'thumbnails', 'upload'));
GRANT INSERT (id, take_id, user_id, kind, storage_key, content_type, size_bytes, sha256,
              interval_ms, columns, rows, tile_width, tile_height)
    ON assets TO jobgate_request;
-- A request brings what was uploaded to an own take that waits for it, and nothing else.
CREATE POLICY uploads_alone_come_in ON assets AS RESTRICTIVE FOR INSERT TO jobgate_request
    WITH CHECK (kind = 'upload' AND EXISTS (
        SELECT 1 FROM takes t WHERE t.id = take_id AND t.user_id = (SELECT app_user_id())
            AND t.state = 'armed' AND t.origin = 'upload'));

ALTER TABLE jobs DROP CONSTRAINT jobs_kind_check;
ALTER TABLE jobs ADD CONSTRAINT jobs_kind_check
    CHECK (kind IN ('renditions', 'erase_objects', 'score_take', 'convert_upload'));
