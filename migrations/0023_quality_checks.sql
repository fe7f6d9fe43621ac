-- What was measured for a candidate, one row a check: the set-up before a recording, a
-- take, or a picture and sound sent for it. For that candidate alone.
CREATE TABLE quality_checks (
    id         uuid PRIMARY KEY,
    user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind       text NOT NULL CHECK (kind IN ('setup', 'take', 'image', 'sound', 'media')),
    take_id    uuid UNIQUE REFERENCES takes (id) ON DELETE CASCADE,
    face       real CHECK (face BETWEEN 0 AND 100),
    lighting   real CHECK (lighting BETWEEN 0 AND 100),
    audio      real CHECK (audio BETWEEN 0 AND 100),
    position   real CHECK (position BETWEEN 0 AND 100),
    overall    real CHECK (overall BETWEEN 0 AND 100),
    reason     text CHECK (reason IN ('face', 'lighting', 'audio', 'position')),
    -- The numbers behind the scores, by name.
    measures   jsonb NOT NULL DEFAULT '{}'
        CHECK (jsonb_typeof(measures) = 'object' AND pg_column_size(measures) <= 16384),
    hints      jsonb NOT NULL DEFAULT '[]'
        CHECK (jsonb_typeof(hints) = 'array' AND jsonb_array_length(hints) <= 20),
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT quality_checks_take_for_takes CHECK ((kind = 'take') = (take_id IS NOT NULL))
);
CREATE INDEX quality_checks_by_user ON quality_checks (user_id, created_at DESC, id DESC);

ALTER TABLE quality_checks ENABLE ROW LEVEL SECURITY;
ALTER TABLE quality_checks FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON quality_checks TO jobgate_system;
GRANT SELECT, DELETE,
    INSERT (id, user_id, kind, face, lighting, audio, position, overall, reason, measures, hints)
    ON quality_checks TO jobgate_request;
CREATE POLICY system_all ON quality_checks TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY own ON quality_checks TO jobgate_request
    USING (user_id = (SELECT app_user_id())) WITH CHECK (user_id = (SELECT app_user_id()));
