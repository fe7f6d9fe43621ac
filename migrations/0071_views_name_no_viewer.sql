-- The rows of views are their viewer's alone. Whose video it is reads through these functions
-- which company watched and when: who of its people did, what they skipped and how they judge
-- does not leave them.
DROP POLICY owner_reads ON video_views;

CREATE FUNCTION watched_by(
    watched uuid, newest_first boolean, after_at timestamptz, after_id uuid, at_most bigint)
RETURNS TABLE (id uuid, company_id uuid, viewed_at timestamptz, completed_viewing boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF newest_first THEN
        RETURN QUERY SELECT w.id, w.company_id, w.viewed_at, w.completed_viewing
            FROM public.video_views w
            WHERE w.video_id = watched AND w.owner_id = public.app_user_id()
              AND (w.viewed_at, w.id) < (after_at, after_id)
            ORDER BY w.viewed_at DESC, w.id DESC LIMIT at_most;
    ELSE
        RETURN QUERY SELECT w.id, w.company_id, w.viewed_at, w.completed_viewing
            FROM public.video_views w
            WHERE w.video_id = watched AND w.owner_id = public.app_user_id()
              AND (w.viewed_at, w.id) > (after_at, after_id)
            ORDER BY w.viewed_at, w.id LIMIT at_most;
    END IF;
END
$$;
REVOKE ALL ON FUNCTION watched_by(uuid, boolean, timestamptz, uuid, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION watched_by(uuid, boolean, timestamptz, uuid, bigint) TO jobgate_request;

CREATE FUNCTION count_watched_by(watched uuid, at_most bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT count(*) FROM (
        SELECT FROM public.video_views w
        WHERE w.video_id = watched AND w.owner_id = public.app_user_id() LIMIT at_most) AS listed
$$;
REVOKE ALL ON FUNCTION count_watched_by(uuid, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION count_watched_by(uuid, bigint) TO jobgate_request;

GRANT CREATE ON SCHEMA public TO jobgate_system;
ALTER FUNCTION watched_by(uuid, boolean, timestamptz, uuid, bigint) OWNER TO jobgate_system;
ALTER FUNCTION count_watched_by(uuid, bigint) OWNER TO jobgate_system;
REVOKE CREATE ON SCHEMA public FROM jobgate_system;
