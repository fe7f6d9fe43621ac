-- A take is one attempt: armed → recording → sealed | recovered | damaged | discarded.
-- The row exists from armed, so that a crash can lose no take without leaving a trace.
CREATE TABLE takes (
    id               uuid PRIMARY KEY,
    video_id         uuid NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
    user_id          uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    number           int NOT NULL CHECK (number >= 1),
    state            text NOT NULL DEFAULT 'armed'
        CHECK (state IN ('armed', 'recording', 'sealed', 'recovered', 'damaged', 'discarded')),
    consent_id       uuid NOT NULL REFERENCES consents (id),
    -- The script as it was when the take was armed: chapters stay true when a script changes.
    script           jsonb NOT NULL CHECK (jsonb_typeof(script) = 'object'),
    started_at       timestamptz,
    stopped_at       timestamptz,
    duration_ms      int CHECK (duration_ms >= 0),
    width            int CHECK (width > 0),
    height           int CHECK (height > 0),
    container        text CHECK (container IN ('mp4', 'webm')),
    video_codec      text,
    audio_codec      text,
    gaps             jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(gaps) = 'array'),
    av_offset_ms     int,
    reason           text,
    renditions       text NOT NULL DEFAULT 'none'
        CHECK (renditions IN ('none', 'pending', 'ready', 'failed')),
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    UNIQUE (video_id, number),
    UNIQUE (video_id, id),
    CONSTRAINT takes_measured_when_closed
        CHECK (state NOT IN ('sealed', 'recovered')
            OR (duration_ms IS NOT NULL AND container IS NOT NULL AND video_codec IS NOT NULL
                AND width IS NOT NULL AND height IS NOT NULL)),
    CONSTRAINT takes_nothing_before_recording
        CHECK (state <> 'armed' OR (started_at IS NULL AND duration_ms IS NULL)),
    CONSTRAINT takes_damaged_says_why CHECK (state <> 'damaged' OR reason IS NOT NULL)
);
CREATE INDEX takes_by_user ON takes (user_id);
CREATE INDEX takes_open ON takes (created_at) WHERE state IN ('armed', 'recording');

-- The kept take is one of this video's own takes. Takes are not deleted while kept.
ALTER TABLE videos ADD CONSTRAINT videos_kept_take
    FOREIGN KEY (id, kept_take_id) REFERENCES takes (video_id, id)
    DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE takes ENABLE ROW LEVEL SECURITY;
ALTER TABLE takes FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON takes TO jobgate_system;
GRANT SELECT,
    INSERT (id, video_id, user_id, number, consent_id, script),
    UPDATE (state, renditions, updated_at)
    ON takes TO jobgate_request;
CREATE POLICY system_all ON takes TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY own ON takes TO jobgate_request
    USING (user_id = (SELECT app_user_id())) WITH CHECK (user_id = (SELECT app_user_id()));
-- The kept take of a video that one may see (the videos' policies decide which).
CREATE POLICY kept_reads ON takes FOR SELECT TO jobgate_request
    USING (EXISTS (SELECT 1 FROM videos v WHERE v.id = takes.video_id AND v.kept_take_id = takes.id));
