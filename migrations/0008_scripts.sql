-- Scripts are data. company_id NULL: a script of the platform, open to everybody.
CREATE TABLE scripts (
    id         uuid PRIMARY KEY,
    company_id uuid REFERENCES companies (id) ON DELETE CASCADE,
    slug       text NOT NULL CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
    title_fr   text NOT NULL CHECK (title_fr <> ''),
    title_en   text NOT NULL CHECK (title_en <> ''),
    title_ar   text NOT NULL CHECK (title_ar <> ''),
    is_default boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT scripts_slug UNIQUE NULLS NOT DISTINCT (company_id, slug)
);
CREATE UNIQUE INDEX scripts_one_default ON scripts (is_default) WHERE is_default;

CREATE TABLE script_steps (
    script_id   uuid NOT NULL REFERENCES scripts (id) ON DELETE CASCADE,
    -- From 0 without gaps; at most twelve steps (coach::script::MAX_STEPS).
    position    int NOT NULL CHECK (position BETWEEN 0 AND 11),
    key         text NOT NULL CHECK (key ~ '^[a-z0-9][a-z0-9_]{0,63}$'),
    duration_ms int NOT NULL CHECK (duration_ms BETWEEN 1000 AND 600000),
    title_fr    text NOT NULL CHECK (title_fr <> ''),
    title_en    text NOT NULL CHECK (title_en <> ''),
    title_ar    text NOT NULL CHECK (title_ar <> ''),
    prompt_fr   text NOT NULL CHECK (prompt_fr <> ''),
    prompt_en   text NOT NULL CHECK (prompt_en <> ''),
    prompt_ar   text NOT NULL CHECK (prompt_ar <> ''),
    PRIMARY KEY (script_id, position),
    UNIQUE (script_id, key)
);

ALTER TABLE scripts ENABLE ROW LEVEL SECURITY;
ALTER TABLE scripts FORCE ROW LEVEL SECURITY;
ALTER TABLE script_steps ENABLE ROW LEVEL SECURITY;
ALTER TABLE script_steps FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON scripts, script_steps TO jobgate_system;
GRANT SELECT ON scripts, script_steps TO jobgate_request;
CREATE POLICY system_all ON scripts TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY system_all ON script_steps TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY global_or_own_company ON scripts FOR SELECT TO jobgate_request
    USING (company_id IS NULL OR company_id = (SELECT app_company_id()));
CREATE POLICY with_their_script ON script_steps FOR SELECT TO jobgate_request
    USING (EXISTS (SELECT 1 FROM scripts s WHERE s.id = script_id));
