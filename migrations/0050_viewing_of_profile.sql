-- How often a candidate's videos were watched, by week and in all (no week). For the candidate,
-- who may not know which person watched, and for the platform's administration, who may read no
-- row of it: numbers leave this function, and none of the rows. Nobody else gets any.
CREATE FUNCTION viewing_of(profile uuid)
RETURNS TABLE (week date, views bigint, unique_viewers bigint, companies bigint,
               watched_ms bigint, completed bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    candidate uuid;
BEGIN
    SELECT p.user_id INTO candidate FROM public.candidate_profiles p WHERE p.id = profile
        AND (p.user_id = public.app_user_id() OR public.app_role() = 'platform_admin');
    IF candidate IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY
        SELECT date_trunc('week', w.viewed_at AT TIME ZONE 'UTC')::date AS of_week, count(*),
               count(DISTINCT w.viewer_id), count(DISTINCT w.company_id),
               coalesce(sum(w.watched_ms), 0)::bigint, count(*) FILTER (WHERE w.completed_viewing)
        FROM public.video_views w WHERE w.owner_id = candidate
        GROUP BY GROUPING SETS ((1), ()) ORDER BY 1 DESC NULLS FIRST;
END
$$;
REVOKE ALL ON FUNCTION viewing_of(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION viewing_of(uuid) TO jobgate_request;

GRANT CREATE ON SCHEMA public TO jobgate_system;
ALTER FUNCTION viewing_of(uuid) OWNER TO jobgate_system;
REVOKE CREATE ON SCHEMA public FROM jobgate_system;
