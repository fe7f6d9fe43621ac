-- How good picture and sound of a take were, for its candidate alone. No row: not scored,
-- whether because the candidate said no or because nothing looked; the two look the same.
-- Scalars only: no landmark, no crop of a face ever gets here.
CREATE TABLE take_quality (
    take_id          uuid PRIMARY KEY REFERENCES takes (id) ON DELETE CASCADE,
    user_id          uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    status           text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'ready', 'failed')),
    face             real CHECK (face BETWEEN 0 AND 100),
    lighting         real CHECK (lighting BETWEEN 0 AND 100),
    audio            real CHECK (audio BETWEEN 0 AND 100),
    position         real CHECK (position BETWEEN 0 AND 100),
    overall          real CHECK (overall BETWEEN 0 AND 100),
    -- The worst factor.
    reason           text CHECK (reason IN ('face', 'lighting', 'audio', 'position')),
    -- Speech, by mean opinion score.
    signal_mos       real CHECK (signal_mos BETWEEN 1 AND 5),
    background_mos   real CHECK (background_mos BETWEEN 1 AND 5),
    overall_mos      real CHECK (overall_mos BETWEEN 1 AND 5),
    hints            jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(hints) = 'array'),
    tips             jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(tips) = 'array'),
    -- One a second of the longest script (coach::script::MAX_TOTAL).
    samples          jsonb NOT NULL DEFAULT '[]'
        CHECK (jsonb_typeof(samples) = 'array' AND jsonb_array_length(samples) <= 600),
    -- Of the formulas and models that made the scores.
    analysis_version text,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT take_quality_speech_whole
        CHECK (num_nonnulls(signal_mos, background_mos, overall_mos) IN (0, 3)),
    CONSTRAINT take_quality_scored_when_ready
        CHECK ((status = 'ready') = (analysis_version IS NOT NULL)),
    CONSTRAINT take_quality_nothing_before_ready
        CHECK (status = 'ready'
            OR num_nonnulls(face, lighting, audio, position, overall, reason,
                            signal_mos, background_mos, overall_mos) = 0)
);
CREATE INDEX take_quality_pending ON take_quality (created_at) WHERE status = 'pending';

ALTER TABLE take_quality ENABLE ROW LEVEL SECURITY;
ALTER TABLE take_quality FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON take_quality TO jobgate_system;
-- A candidate reads the scores and may remove them; nobody writes any.
GRANT SELECT, DELETE ON take_quality TO jobgate_request;
CREATE POLICY system_all ON take_quality TO jobgate_system USING (true) WITH CHECK (true);
-- No policy for companies nor for the platform's administrators: there is none to be had.
CREATE POLICY own_reads ON take_quality FOR SELECT TO jobgate_request
    USING (user_id = (SELECT app_user_id()));
CREATE POLICY own_deletes ON take_quality FOR DELETE TO jobgate_request
    USING (user_id = (SELECT app_user_id()));
