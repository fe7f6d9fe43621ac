-- A profile is found by the words of its CV file, too. They weigh least: who fills in the
-- profile is not put behind whoever sends a longer file.
ALTER TABLE candidate_profiles
    ADD COLUMN cv_words tsvector NOT NULL DEFAULT '',
    DROP COLUMN search;
ALTER TABLE candidate_profiles
    ADD COLUMN search tsvector NOT NULL GENERATED ALWAYS AS (profile_words(first_name, last_name,
        headline, location, summary, skills, education, experience) || cv_words) STORED;
CREATE INDEX candidate_profiles_search ON candidate_profiles USING gin (search);

-- With a row its words go, and its object, also where an account goes with all it has. Runs as
-- jobgate_system and only as a trigger: nobody orders the erasure of a CV by a job of one's own.
CREATE FUNCTION follow_cv_file() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        UPDATE public.candidate_profiles SET cv_words = '' WHERE id = OLD.profile_id;
        INSERT INTO public.jobs (id, kind, payload) VALUES (gen_random_uuid(), 'erase_objects',
            jsonb_build_object('keys', jsonb_build_array(OLD.storage_key)));
        PERFORM pg_notify('jobgate_jobs', '');
    ELSE
        -- More would not fit into one row's words beside those of a long profile.
        UPDATE public.candidate_profiles SET cv_words = public.words_of(left(NEW.text, 50000), 'D')
        WHERE id = NEW.profile_id;
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION follow_cv_file() FROM PUBLIC;
GRANT CREATE ON SCHEMA public TO jobgate_system;
ALTER FUNCTION follow_cv_file() OWNER TO jobgate_system;
REVOKE CREATE ON SCHEMA public FROM jobgate_system;

CREATE TRIGGER cv_files_read AFTER UPDATE OF text ON cv_files
    FOR EACH ROW EXECUTE FUNCTION follow_cv_file();
CREATE TRIGGER cv_files_gone AFTER DELETE ON cv_files
    FOR EACH ROW EXECUTE FUNCTION follow_cv_file();
