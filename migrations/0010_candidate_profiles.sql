-- What a candidate tells about himself or herself. Names stand here and not only at the
-- account: a recruiter who may see the profile must not be able to read the account.
CREATE TABLE candidate_profiles (
    id           uuid PRIMARY KEY,
    user_id      uuid NOT NULL UNIQUE REFERENCES users (id) ON DELETE CASCADE,
    first_name   text NOT NULL CHECK (length(first_name) <= 100),
    last_name    text NOT NULL CHECK (length(last_name) <= 100),
    headline     text NOT NULL DEFAULT '' CHECK (length(headline) <= 200),
    location     text NOT NULL DEFAULT '' CHECK (length(location) <= 200),
    summary      text NOT NULL DEFAULT '' CHECK (length(summary) <= 5000),
    availability text NOT NULL DEFAULT '' CHECK (length(availability) <= 200),
    skills       text[] NOT NULL DEFAULT '{}' CHECK (cardinality(skills) <= 100),
    languages    jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(languages) = 'array'),
    education    jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(education) = 'array'),
    experience   jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(experience) = 'array'),
    status       text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'paused')),
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_updated timestamptz NOT NULL DEFAULT now()
);

-- Who may see a candidate. Grants decide, never a company_id on the candidate.
-- company_id NULL: every company. More kinds come with applications and share links.
CREATE TABLE grants (
    id         uuid PRIMARY KEY,
    user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    company_id uuid REFERENCES companies (id) ON DELETE CASCADE,
    kind       text NOT NULL CHECK (kind IN ('visibility')),
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT grants_once UNIQUE NULLS NOT DISTINCT (user_id, company_id, kind)
);
CREATE INDEX grants_company ON grants (company_id);

ALTER TABLE candidate_profiles ENABLE ROW LEVEL SECURITY;
ALTER TABLE candidate_profiles FORCE ROW LEVEL SECURITY;
ALTER TABLE grants ENABLE ROW LEVEL SECURITY;
ALTER TABLE grants FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON candidate_profiles, grants TO jobgate_system;
GRANT SELECT, INSERT, UPDATE ON candidate_profiles TO jobgate_request;
GRANT SELECT, INSERT, DELETE ON grants TO jobgate_request;
CREATE POLICY system_all ON grants TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY own ON grants TO jobgate_request
    USING (user_id = (SELECT app_user_id())) WITH CHECK (user_id = (SELECT app_user_id()));
CREATE POLICY grantee_reads ON grants FOR SELECT TO jobgate_request
    USING ((SELECT app_company_id()) IS NOT NULL
        AND (company_id IS NULL OR company_id = (SELECT app_company_id())));
CREATE POLICY system_all ON candidate_profiles TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY own ON candidate_profiles TO jobgate_request
    USING (user_id = (SELECT app_user_id())) WITH CHECK (user_id = (SELECT app_user_id()));
CREATE POLICY granted_reads ON candidate_profiles FOR SELECT TO jobgate_request
    USING ((SELECT app_company_id()) IS NOT NULL
        AND EXISTS (SELECT 1 FROM grants g WHERE g.user_id = candidate_profiles.user_id
            AND (g.company_id IS NULL OR g.company_id = (SELECT app_company_id()))));
