-- A stored file of a take. Every row has its object in the storage, with this size and
-- this hash; `jobgate check` proves it.
CREATE TABLE assets (
    id           uuid PRIMARY KEY,
    take_id      uuid NOT NULL REFERENCES takes (id) ON DELETE CASCADE,
    user_id      uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind         text NOT NULL CHECK (kind IN ('master', 'mp4', 'poster', 'thumbnails')),
    storage_key  text NOT NULL UNIQUE CHECK (storage_key <> ''),
    content_type text NOT NULL CHECK (content_type LIKE '%/%'),
    size_bytes   bigint NOT NULL CHECK (size_bytes > 0),
    sha256       text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    created_at   timestamptz NOT NULL DEFAULT now(),
    -- Grid of the thumbnail sheet; for that kind alone.
    interval_ms  int CHECK (interval_ms > 0),
    columns      int CHECK (columns > 0),
    rows         int CHECK (rows > 0),
    tile_width   int CHECK (tile_width > 0),
    tile_height  int CHECK (tile_height > 0),
    UNIQUE (take_id, kind),
    CONSTRAINT assets_grid_for_thumbnails
        CHECK (num_nonnulls(interval_ms, columns, rows, tile_width, tile_height)
            = CASE kind WHEN 'thumbnails' THEN 5 ELSE 0 END)
);

ALTER TABLE assets ENABLE ROW LEVEL SECURITY;
ALTER TABLE assets FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON assets TO jobgate_system;
GRANT SELECT, DELETE ON assets TO jobgate_request;
CREATE POLICY system_all ON assets TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY own ON assets TO jobgate_request
    USING (user_id = (SELECT app_user_id())) WITH CHECK (user_id = (SELECT app_user_id()));
CREATE POLICY kept_reads ON assets FOR SELECT TO jobgate_request
    USING (EXISTS (SELECT 1 FROM videos v WHERE v.kept_take_id = assets.take_id));
CREATE INDEX videos_kept_take_id ON videos (kept_take_id) WHERE kept_take_id IS NOT NULL;
