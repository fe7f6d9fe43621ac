-- A company is a tenant. Candidates belong to the platform, never to a company.
CREATE TABLE companies (
    id         uuid PRIMARY KEY,
    name       text NOT NULL CHECK (length(btrim(name)) BETWEEN 1 AND 200),
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX companies_name ON companies (lower(name));

ALTER TABLE companies ENABLE ROW LEVEL SECURITY;
ALTER TABLE companies FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON companies TO jobgate_system;
GRANT SELECT ON companies TO jobgate_request;
CREATE POLICY system_all ON companies TO jobgate_system USING (true) WITH CHECK (true);
-- A candidate picks by name who may see the profile, so names are known to whoever is logged in.
CREATE POLICY logged_in_reads ON companies FOR SELECT TO jobgate_request
    USING ((SELECT app_user_id()) IS NOT NULL);
