-- A company admin asks somebody, by mail, to become a recruiter of the company.
CREATE TABLE invitations (
    id           uuid PRIMARY KEY,
    company_id   uuid NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
    email        text NOT NULL CHECK (email = btrim(email) AND length(email) BETWEEN 3 AND 254),
    language     text NOT NULL CHECK (language IN ('fr', 'en', 'ar')),
    invited_by   uuid REFERENCES users (id) ON DELETE SET NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL DEFAULT now() + interval '7 days',
    accepted_at  timestamptz,
    withdrawn_at timestamptz,
    CONSTRAINT invitations_life CHECK (expires_at <= created_at + interval '7 days'),
    CONSTRAINT invitations_one_end CHECK (accepted_at IS NULL OR withdrawn_at IS NULL)
);
CREATE UNIQUE INDEX invitations_one_open ON invitations (company_id, lower(email))
    WHERE accepted_at IS NULL AND withdrawn_at IS NULL;

ALTER TABLE invitations ENABLE ROW LEVEL SECURITY;
ALTER TABLE invitations FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON invitations TO jobgate_system;
GRANT SELECT, INSERT (id, company_id, email, language, invited_by), UPDATE (withdrawn_at)
    ON invitations TO jobgate_request;
CREATE POLICY system_all ON invitations TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY company_admin_reads ON invitations FOR SELECT TO jobgate_request
    USING ((SELECT app_role()) = 'company_admin' AND company_id = (SELECT app_company_id()));
CREATE POLICY company_admin_invites ON invitations FOR INSERT TO jobgate_request
    WITH CHECK ((SELECT app_role()) = 'company_admin' AND company_id = (SELECT app_company_id())
        AND invited_by = (SELECT app_user_id()));
-- Out of an open one into a withdrawn one, and never back.
CREATE POLICY company_admin_withdraws ON invitations FOR UPDATE TO jobgate_request
    USING ((SELECT app_role()) = 'company_admin' AND company_id = (SELECT app_company_id())
        AND accepted_at IS NULL AND withdrawn_at IS NULL)
    WITH CHECK (company_id = (SELECT app_company_id()) AND withdrawn_at IS NOT NULL);
