-- What companies look for. A draft is the company's alone; candidates see what is open, and
-- what they applied to.
CREATE TABLE offers (
    id              uuid PRIMARY KEY,
    company_id      uuid NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
    title           text NOT NULL CHECK (length(btrim(title)) BETWEEN 1 AND 200),
    description     text NOT NULL DEFAULT '' CHECK (length(description) <= 20000),
    required_skills text[] NOT NULL DEFAULT '{}' CHECK (cardinality(required_skills) <= 100),
    location        text NOT NULL DEFAULT '' CHECK (length(location) <= 200),
    languages       jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(languages) = 'array'),
    status          text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'open', 'closed')),
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    UNIQUE (id, company_id)
);
CREATE INDEX offers_by_company ON offers (company_id, created_at DESC, id DESC);
CREATE INDEX offers_by_time ON offers (created_at DESC, id DESC);

-- The company stands here, too, so that no policy of this table has to look at the offer.
CREATE TABLE applications (
    id         uuid PRIMARY KEY,
    offer_id   uuid NOT NULL,
    company_id uuid NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
    user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    profile_id uuid NOT NULL REFERENCES candidate_profiles (id) ON DELETE CASCADE,
    message    text NOT NULL DEFAULT '' CHECK (length(message) <= 5000),
    status     text NOT NULL DEFAULT 'received' CHECK (status IN
        ('received', 'shortlisted', 'interviewed', 'offered', 'hired', 'rejected', 'withdrawn')),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT applications_once UNIQUE (offer_id, user_id),
    FOREIGN KEY (offer_id, company_id) REFERENCES offers (id, company_id) ON DELETE CASCADE
);
CREATE INDEX applications_by_company ON applications (company_id, created_at DESC, id DESC);
CREATE INDEX applications_by_user ON applications (user_id, created_at DESC, id DESC);
CREATE INDEX applications_by_profile ON applications (profile_id);

ALTER TABLE offers ENABLE ROW LEVEL SECURITY;
ALTER TABLE offers FORCE ROW LEVEL SECURITY;
ALTER TABLE applications ENABLE ROW LEVEL SECURITY;
ALTER TABLE applications FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON offers, applications TO jobgate_system;
GRANT SELECT, INSERT,
    UPDATE (title, description, required_skills, location, languages, status, updated_at)
    ON offers TO jobgate_request;
GRANT SELECT, INSERT, UPDATE (message, status, updated_at) ON applications TO jobgate_request;

-- The policies of offers look at applications, so those of applications cannot look at offers
-- themselves: PostgreSQL would go in circles. This tells no more than a list of open offers.
CREATE FUNCTION open_offer(offer uuid, company uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM public.offers o
        WHERE o.id = offer AND o.company_id = company AND o.status = 'open')
$$;
REVOKE ALL ON FUNCTION open_offer(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION open_offer(uuid, uuid) TO jobgate_request;
GRANT CREATE ON SCHEMA public TO jobgate_system;
ALTER FUNCTION open_offer(uuid, uuid) OWNER TO jobgate_system;
REVOKE CREATE ON SCHEMA public FROM jobgate_system;

CREATE POLICY system_all ON applications TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY own_reads ON applications FOR SELECT TO jobgate_request
    USING (user_id = (SELECT app_user_id()));
CREATE POLICY company_reads ON applications FOR SELECT TO jobgate_request
    USING (company_id = (SELECT app_company_id()));
-- A candidate applies with the own profile, to what is open, and takes it back; what becomes
-- of it the company says, and of what was taken back nobody.
CREATE POLICY own_adds ON applications FOR INSERT TO jobgate_request
    WITH CHECK (user_id = (SELECT app_user_id()) AND status = 'received'
        AND EXISTS (SELECT 1 FROM candidate_profiles p
            WHERE p.id = profile_id AND p.user_id = (SELECT app_user_id()))
        AND open_offer(offer_id, company_id));
CREATE POLICY own_changes ON applications FOR UPDATE TO jobgate_request
    USING (user_id = (SELECT app_user_id()))
    WITH CHECK (user_id = (SELECT app_user_id()) AND status IN ('received', 'withdrawn'));
CREATE POLICY company_changes ON applications FOR UPDATE TO jobgate_request
    USING (company_id = (SELECT app_company_id()) AND status <> 'withdrawn')
    WITH CHECK (company_id = (SELECT app_company_id()) AND status <> 'withdrawn');

CREATE POLICY system_all ON offers TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY company ON offers TO jobgate_request
    USING (company_id = (SELECT app_company_id()))
    WITH CHECK (company_id = (SELECT app_company_id()));
CREATE POLICY open_reads ON offers FOR SELECT TO jobgate_request
    USING ((SELECT app_role()) = 'candidate' AND status = 'open');
CREATE POLICY applied_reads ON offers FOR SELECT TO jobgate_request
    USING (EXISTS (SELECT 1 FROM applications a
        WHERE a.offer_id = offers.id AND a.user_id = (SELECT app_user_id())));

-- To apply is to let that company see the profile and the kept video, until it is taken back.
ALTER TABLE grants DROP CONSTRAINT grants_kind_check;
ALTER TABLE grants ADD CONSTRAINT grants_kind_check CHECK (kind IN ('visibility', 'application'));
ALTER TABLE grants ADD CONSTRAINT grants_application_names_company
    CHECK (kind <> 'application' OR company_id IS NOT NULL);
