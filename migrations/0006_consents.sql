-- Versioned texts, and who agreed to which of them and when. Agreeing to be recorded
-- and agreeing to be analysed are two kinds; a record is never overwritten.
CREATE TABLE consent_texts (
    kind     text NOT NULL CHECK (kind IN ('record', 'analyse')),
    version  text NOT NULL CHECK (version ~ '^[0-9]{4}-[0-9]{2}$'),
    language text NOT NULL CHECK (language IN ('fr', 'en', 'ar')),
    title    text NOT NULL CHECK (title <> ''),
    body     text NOT NULL CHECK (body <> ''),
    PRIMARY KEY (kind, version, language)
);

CREATE TABLE consents (
    id           uuid PRIMARY KEY,
    user_id      uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind         text NOT NULL,
    version      text NOT NULL,
    -- The language in which it was read.
    language     text NOT NULL,
    given_at     timestamptz NOT NULL DEFAULT now(),
    withdrawn_at timestamptz CHECK (withdrawn_at >= given_at),
    FOREIGN KEY (kind, version, language) REFERENCES consent_texts (kind, version, language)
);
CREATE INDEX consents_user ON consents (user_id);
-- One standing agreement a kind and version.
CREATE UNIQUE INDEX consents_one_standing ON consents (user_id, kind, version) WHERE withdrawn_at IS NULL;

ALTER TABLE consent_texts ENABLE ROW LEVEL SECURITY;
ALTER TABLE consent_texts FORCE ROW LEVEL SECURITY;
ALTER TABLE consents ENABLE ROW LEVEL SECURITY;
ALTER TABLE consents FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON consent_texts, consents TO jobgate_system;
GRANT SELECT ON consent_texts TO jobgate_request;
GRANT SELECT, INSERT ON consents TO jobgate_request;
-- Nothing of a given consent may be rewritten but the moment of its withdrawal.
GRANT UPDATE (withdrawn_at) ON consents TO jobgate_request;
CREATE POLICY system_all ON consent_texts TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY everyone_reads ON consent_texts FOR SELECT TO jobgate_request USING (true);
CREATE POLICY system_all ON consents TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY own ON consents TO jobgate_request
    USING (user_id = (SELECT app_user_id())) WITH CHECK (user_id = (SELECT app_user_id()));
