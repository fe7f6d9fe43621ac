-- Whether somebody has shown that the address is theirs, and who is not let in: until the
-- address is proven (where signing up asks for it), or because the company removed them.
ALTER TABLE users
    ADD COLUMN email_verified_at timestamptz,
    ADD COLUMN awaits_verification boolean NOT NULL DEFAULT false,
    ADD COLUMN left_company_at timestamptz,
    ADD CONSTRAINT users_proven_waits_no_more
        CHECK (NOT (awaits_verification AND email_verified_at IS NOT NULL)),
    -- The company's number stays: what the person did there is the company's.
    ADD CONSTRAINT users_left_a_company
        CHECK (left_company_at IS NULL OR company_id IS NOT NULL);

GRANT SELECT (email_verified_at, left_company_at) ON users TO jobgate_request;
-- Who administers a company sees its people.
CREATE POLICY company_admin_reads ON users FOR SELECT TO jobgate_request
    USING ((SELECT app_role()) = 'company_admin' AND company_id = (SELECT app_company_id()));
