-- How many videos and profiles a company sees. Counting rows under the policies asks for the
-- grant of each, one after the other: 167 ms for ten thousand. These functions look past the
-- policies, walk two indices side by side and tell a number alone: the length of a list that
-- the caller may read to its end anyway.
CREATE INDEX grants_open ON grants (user_id) WHERE company_id IS NULL;
CREATE INDEX videos_shown ON videos (user_id) INCLUDE (status)
    WHERE NOT is_practice AND status IN ('completed', 'approved');
-- A linked video is its candidate's presentation: one is never written without the other.
CREATE INDEX videos_presented ON videos (user_id)
    WHERE linked_to_cv AND NOT is_practice AND status IN ('completed', 'approved');

-- Was there twice: candidate_profiles_by_age is the same.
DROP INDEX candidate_profiles_newest;

-- At most so many. First whoever is open to all, who are most; then whom the company was
-- granted by name. The number is planned with, or the planner would prepare to read everything.
CREATE FUNCTION count_shown_videos(wanted text, at_most int) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    company uuid := public.app_company_id();
    -- As the policy of `videos` (0064).
    approved_only boolean := (SELECT s.videos_need_approval FROM public.platform_settings s);
    counted bigint;
    named bigint;
BEGIN
    IF company IS NULL THEN
        RETURN 0;
    END IF;
    SELECT count(*) INTO counted FROM (
        SELECT 1 FROM (SELECT DISTINCT g.user_id FROM public.grants g WHERE g.company_id IS NULL) AS open
        JOIN public.videos v ON v.user_id = open.user_id
        WHERE NOT v.is_practice AND v.status IN ('completed', 'approved')
          AND (v.status = 'approved' OR NOT approved_only)
          AND (wanted IS NULL OR v.status = wanted)
        LIMIT at_most) AS listed;
    IF counted >= at_most THEN
        RETURN counted;
    END IF;
    SELECT count(*) INTO named FROM (
        SELECT 1 FROM (SELECT DISTINCT g.user_id FROM public.grants g WHERE g.company_id = company
            AND NOT EXISTS (SELECT 1 FROM public.grants a
                            WHERE a.user_id = g.user_id AND a.company_id IS NULL)) AS granted
        JOIN public.videos v ON v.user_id = granted.user_id
        WHERE NOT v.is_practice AND v.status IN ('completed', 'approved')
          AND (v.status = 'approved' OR NOT approved_only)
          AND (wanted IS NULL OR v.status = wanted)
        LIMIT at_most - counted) AS listed;
    RETURN counted + named;
END
$$;
REVOKE ALL ON FUNCTION count_shown_videos(text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION count_shown_videos(text, int) TO jobgate_request;

-- A company sees a profile together with its presentation, or because its candidate applied.
CREATE FUNCTION count_shown_profiles(at_most int) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    company uuid := public.app_company_id();
    -- As the policy of `videos` (0064).
    approved_only boolean := (SELECT s.videos_need_approval FROM public.platform_settings s);
    counted bigint;
    named bigint;
BEGIN
    IF company IS NULL THEN
        RETURN 0;
    END IF;
    SELECT count(*) INTO counted FROM (
        SELECT 1 FROM (SELECT DISTINCT g.user_id FROM public.grants g WHERE g.company_id IS NULL) AS open
        JOIN public.videos v ON v.user_id = open.user_id
        WHERE v.linked_to_cv AND NOT v.is_practice AND v.status IN ('completed', 'approved')
          AND (v.status = 'approved' OR NOT approved_only)
        LIMIT at_most) AS listed;
    IF counted >= at_most THEN
        RETURN counted;
    END IF;
    SELECT count(*) INTO named FROM (
        SELECT DISTINCT g.user_id FROM public.grants g
        LEFT JOIN public.videos v ON v.user_id = g.user_id AND v.linked_to_cv
            AND NOT v.is_practice AND v.status IN ('completed', 'approved')
            AND (v.status = 'approved' OR NOT approved_only)
        WHERE g.company_id = company
          AND CASE WHEN v.id IS NULL THEN g.kind = 'application'
              -- Counted above.
              ELSE NOT EXISTS (SELECT 1 FROM public.grants a
                               WHERE a.user_id = g.user_id AND a.company_id IS NULL) END
        LIMIT at_most - counted) AS listed;
    RETURN counted + named;
END
$$;
REVOKE ALL ON FUNCTION count_shown_profiles(int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION count_shown_profiles(int) TO jobgate_request;

GRANT CREATE ON SCHEMA public TO jobgate_system;
ALTER FUNCTION count_shown_videos(text, int) OWNER TO jobgate_system;
ALTER FUNCTION count_shown_profiles(int) OWNER TO jobgate_system;
REVOKE CREATE ON SCHEMA public FROM jobgate_system;
