-- view_count and unique_viewers follow the rows. The counting sees every viewer, which
-- no request may, so it runs as jobgate_system. To give a function to that role, the role
-- needs CREATE on the schema for the moment of giving.
CREATE FUNCTION count_view() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    -- Lock first: the count below then sees every row committed before ours.
    PERFORM 1 FROM public.videos WHERE id = NEW.video_id FOR UPDATE;
    UPDATE public.videos SET
        view_count = view_count + 1,
        unique_viewers = (SELECT count(DISTINCT viewer_id) FROM public.video_views
                          WHERE video_id = NEW.video_id)
    WHERE id = NEW.video_id;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION count_view() FROM PUBLIC;

CREATE TRIGGER video_views_counted AFTER INSERT ON video_views
    FOR EACH ROW EXECUTE FUNCTION count_view();

GRANT CREATE ON SCHEMA public TO jobgate_system;
ALTER FUNCTION count_view() OWNER TO jobgate_system;
REVOKE CREATE ON SCHEMA public FROM jobgate_system;
