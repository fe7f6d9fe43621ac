-- Two roles that do the work. The role that migrates owns the tables and never
-- serves a request: an owner could switch row-level security off, and a superuser
-- bypasses it even where it is forced.
--   jobgate_request  requests of people: sees what its settings (app.*) allow
--   jobgate_system   worker, registration, sweeps, sign-in look-ups: sees every row
--
-- Roles belong to the cluster, not to the database, and several databases may be
-- migrated at the same moment (tests do). Advisory locks are per database, so the
-- statements themselves have to bear losing the race.
DO $$
DECLARE
    wanted text;
    tries int;
BEGIN
    SET LOCAL client_min_messages = warning;
    FOREACH wanted IN ARRAY ARRAY['jobgate_request', 'jobgate_system'] LOOP
        tries := 0;
        LOOP
            BEGIN
                IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = wanted) THEN
                    EXECUTE format(
                        'CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT',
                        wanted);
                END IF;
                -- From PostgreSQL 16 on, creating a role does not by itself allow SET ROLE to it.
                IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
                    EXECUTE format('GRANT %I TO %I', wanted, current_user);
                END IF;
                EXIT;
            EXCEPTION
                WHEN insufficient_privilege THEN
                    -- An administrator may have made the roles and granted them beforehand.
                    IF pg_has_role(current_user, wanted, 'MEMBER') THEN EXIT; END IF;
                    RAISE EXCEPTION 'role % is missing and % may not create it', wanted, current_user
                        USING HINT = format('As an administrator: CREATE ROLE %I NOLOGIN; GRANT %I TO %I;',
                            wanted, wanted, current_user);
                -- internal_error is "tuple concurrently updated" on the shared catalogue.
                WHEN duplicate_object OR unique_violation OR internal_error THEN
                    tries := tries + 1;
                    IF tries >= 20 THEN RAISE; END IF;
                    PERFORM pg_sleep(0.05);
            END;
        END LOOP;
    END LOOP;
END
$$;

GRANT USAGE ON SCHEMA public TO jobgate_request, jobgate_system;

-- Who asks. Set by `app_enter` for one transaction; empty means nobody.
CREATE FUNCTION app_user_id() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('app.user_id', true), '')::uuid $$;

CREATE FUNCTION app_company_id() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('app.company_id', true), '')::uuid $$;

CREATE FUNCTION app_role() RETURNS text LANGUAGE sql STABLE AS
$$ SELECT coalesce(current_setting('app.role', true), '') $$;
