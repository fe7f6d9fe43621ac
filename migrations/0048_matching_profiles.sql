-- Which profiles open to the caller's company hold these words and skills, and how well.
-- Under row-level security PostgreSQL uses no index for an operator that it does not know to be
-- leakproof, and @@ and @> are none: every row would be read. So this function looks past the
-- policies, by the index, asks itself who may see what it found, and tells ids alone. Whoever
-- calls it reads the rows under the policies all the same.
CREATE FUNCTION matching_profiles(words tsquery, skilled text[])
RETURNS TABLE (id uuid, rank real)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1000 SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    company uuid := public.app_company_id();
BEGIN
    IF company IS NULL THEN
        RETURN;
    END IF;
    -- Each with a plan of its own: one with "or nothing is asked" could use neither index.
    IF skilled IS NULL THEN
        RETURN QUERY SELECT p.id, ts_rank(p.search, words) FROM public.candidate_profiles p
            WHERE p.search @@ words
              AND EXISTS (SELECT 1 FROM public.grants g WHERE g.user_id = p.user_id
                  AND (g.company_id IS NULL OR g.company_id = company));
    ELSIF words IS NULL THEN
        RETURN QUERY SELECT p.id, 0::real FROM public.candidate_profiles p
            WHERE p.skill_keys @> skilled
              AND EXISTS (SELECT 1 FROM public.grants g WHERE g.user_id = p.user_id
                  AND (g.company_id IS NULL OR g.company_id = company));
    ELSE
        RETURN QUERY SELECT p.id, ts_rank(p.search, words) FROM public.candidate_profiles p
            WHERE p.search @@ words AND p.skill_keys @> skilled
              AND EXISTS (SELECT 1 FROM public.grants g WHERE g.user_id = p.user_id
                  AND (g.company_id IS NULL OR g.company_id = company));
    END IF;
END
$$;
REVOKE ALL ON FUNCTION matching_profiles(tsquery, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION matching_profiles(tsquery, text[]) TO jobgate_request;

GRANT CREATE ON SCHEMA public TO jobgate_system;
ALTER FUNCTION matching_profiles(tsquery, text[]) OWNER TO jobgate_system;
REVOKE CREATE ON SCHEMA public FROM jobgate_system;

-- Each order of people by their words that was shown: who asked, for what, by which version of
-- the formula, and in which order. Written and not read by requests.
CREATE TABLE search_rankings (
    id         uuid PRIMARY KEY,
    user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    company_id uuid NOT NULL REFERENCES companies (id) ON DELETE CASCADE,
    version    text NOT NULL,
    inputs     jsonb NOT NULL CHECK (jsonb_typeof(inputs) = 'object'),
    shown      uuid[] NOT NULL CHECK (cardinality(shown) <= 100),
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX search_rankings_shown ON search_rankings USING gin (shown);
CREATE INDEX search_rankings_by_user ON search_rankings (user_id);

ALTER TABLE search_rankings ENABLE ROW LEVEL SECURITY;
ALTER TABLE search_rankings FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON search_rankings TO jobgate_system;
GRANT INSERT ON search_rankings TO jobgate_request;
CREATE POLICY system_all ON search_rankings TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY own_adds ON search_rankings FOR INSERT TO jobgate_request
    WITH CHECK (user_id = (SELECT app_user_id()) AND company_id = (SELECT app_company_id()));

-- Whoever leaves is in no order any more.
CREATE FUNCTION leave_rankings() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE public.search_rankings SET shown = array_remove(shown, OLD.id) WHERE shown @> ARRAY[OLD.id];
    RETURN NULL;
END
$$;
CREATE TRIGGER candidate_profiles_left AFTER DELETE ON candidate_profiles
    FOR EACH ROW EXECUTE FUNCTION leave_rankings();
