-- A person who can log in.
CREATE TABLE users (
    id            uuid PRIMARY KEY,
    email         text NOT NULL CHECK (email = btrim(email) AND length(email) BETWEEN 3 AND 254),
    password_hash text NOT NULL CHECK (password_hash LIKE '$argon2id$%'),
    first_name    text NOT NULL CHECK (length(first_name) <= 100),
    last_name     text NOT NULL CHECK (length(last_name) <= 100),
    role          text NOT NULL CHECK (role IN ('candidate', 'recruiter', 'company_admin', 'platform_admin')),
    language      text NOT NULL DEFAULT 'fr' CHECK (language IN ('fr', 'en', 'ar')),
    company_id    uuid REFERENCES companies (id) ON DELETE CASCADE,
    created_at    timestamptz NOT NULL DEFAULT now(),
    -- Only people of a company have one: a candidate never belongs to a tenant.
    CONSTRAINT users_company_by_role
        CHECK ((role IN ('recruiter', 'company_admin')) = (company_id IS NOT NULL))
);
CREATE UNIQUE INDEX users_email ON users (lower(email));
CREATE INDEX users_company ON users (company_id) WHERE company_id IS NOT NULL;

ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON users TO jobgate_system;
-- By column: no request can read a password hash or change a role, whatever its SQL.
GRANT SELECT (id, email, first_name, last_name, role, language, company_id, created_at)
    ON users TO jobgate_request;
GRANT UPDATE (first_name, last_name, language) ON users TO jobgate_request;
CREATE POLICY system_all ON users TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY own_reads ON users FOR SELECT TO jobgate_request
    USING (id = (SELECT app_user_id()));
CREATE POLICY own_updates ON users FOR UPDATE TO jobgate_request
    USING (id = (SELECT app_user_id())) WITH CHECK (id = (SELECT app_user_id()));
