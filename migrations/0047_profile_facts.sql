-- What a profile can be found by. Everything that follows from what the candidate wrote is a
-- generated column: nobody can forget to bring it up to date.

-- Months since the year 0 of 2021, 2021-09 or 2021-09-01; a year alone is its January.
CREATE FUNCTION month_of(said text) RETURNS int
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT CASE WHEN said ~ '^[12]\d{3}(-(0[1-9]|1[0-2])(-\d{2})?)?$'
        THEN substr(said, 1, 4)::int * 12 + coalesce(nullif(substr(said, 6, 2), '')::int, 1) - 1 END
$$;

-- Since when, without an end, somebody has worked: the earliest position that has none.
CREATE FUNCTION working_since(experience jsonb) RETURNS int
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT min(public.month_of(e ->> 'start_date')) FROM jsonb_array_elements(experience) e
    WHERE coalesce(e ->> 'end_date', '') = ''
$$;

-- Months worked before that; what overlaps counts once.
CREATE FUNCTION worked_months(experience jsonb) RETURNS int
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT coalesce(sum(upper(r) - lower(r)), 0)::int
    FROM (SELECT range_agg(int4range(s, least(e, public.working_since(experience)))) AS worked
          FROM (SELECT public.month_of(e ->> 'start_date') AS s, public.month_of(e ->> 'end_date') AS e
                FROM jsonb_array_elements(experience) e) AS positions
          WHERE s < least(e, public.working_since(experience))) AS w, unnest(w.worked) AS r
$$;

CREATE FUNCTION education_rank(level text) RETURNS int
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT coalesce(array_position(
        ARRAY['secondary', 'vocational', 'bachelor', 'master', 'doctorate'], level), 0)
$$;

CREATE FUNCTION highest_education(education jsonb) RETURNS int
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT coalesce(max(public.education_rank(coalesce(e ->> 'level', ''))), 0)
    FROM jsonb_array_elements(education) e
$$;

CREATE FUNCTION plain_list(said text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT coalesce(array_agg(public.plain_words(s)), '{}') FROM unnest(said) AS s
$$;

-- Headline and skills weigh most, then positions held, then the rest.
CREATE FUNCTION profile_words(first_name text, last_name text, headline text, location text,
    summary text, skills text[], education jsonb, experience jsonb) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT public.words_of(headline || ' ' || array_to_string(skills, ' ; '), 'A')
        || public.words_of(coalesce((SELECT string_agg(concat_ws(' ', e ->> 'position', e ->> 'name'), ' ; ')
                                     FROM jsonb_array_elements(experience) e), ''), 'B')
        || public.words_of(summary || ' ' || coalesce((
                SELECT string_agg(concat_ws(' ', e ->> 'study_type', e ->> 'area', e ->> 'institution',
                                            e ->> 'summary'), ' ; ')
                FROM jsonb_array_elements(education || experience) e), ''), 'C')
        || public.words_of(concat_ws(' ', first_name, last_name, location), 'D')
$$;

ALTER TABLE candidate_profiles
    ADD COLUMN available_from date,
    ADD COLUMN search tsvector NOT NULL GENERATED ALWAYS AS (profile_words(first_name, last_name,
        headline, location, summary, skills, education, experience)) STORED,
    ADD COLUMN skill_keys text[] NOT NULL GENERATED ALWAYS AS (plain_list(skills)) STORED,
    ADD COLUMN location_key text NOT NULL GENERATED ALWAYS AS (plain_words(location)) STORED,
    ADD COLUMN worked_months int NOT NULL GENERATED ALWAYS AS (worked_months(experience)) STORED,
    ADD COLUMN working_since int GENERATED ALWAYS AS (working_since(experience)) STORED,
    ADD COLUMN highest_education int NOT NULL GENERATED ALWAYS AS (highest_education(education)) STORED;
CREATE INDEX candidate_profiles_search ON candidate_profiles USING gin (search);
CREATE INDEX candidate_profiles_skills ON candidate_profiles USING gin (skill_keys);
CREATE INDEX candidate_profiles_newest ON candidate_profiles (created_at DESC, id DESC);
