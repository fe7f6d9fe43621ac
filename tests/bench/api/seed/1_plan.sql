-- What will be filled in, by numbers: who has which video. Nothing here is random, so that
-- each run measures the same rows.
SET synchronous_commit = off;

-- A number's place between 0 and 1.
CREATE FUNCTION bench_share(n bigint, salt bigint) RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT (hashint8extended(n, salt) & 2147483647)::float8 / 2147483648.0 $$;

-- Ids begin with their time, as those of the server do (UUID version 7).
CREATE FUNCTION bench_id(kind text, n bigint, at timestamptz) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7'
    || substr(md5(kind || n), 1, 3) || '8' || substr(md5(kind || n), 4, 15))::uuid $$;

-- Not a year: older presentations are asked to be made anew, and that is another story.
CREATE UNLOGGED TABLE bench_candidates AS
SELECT n, at, bench_id('user', n, at) AS person, bench_id('profile', n, at) AS profile,
       bench_id('consent', n, at) AS consent, bench_share(n, 1) < 0.5 AS analysed
FROM generate_series(1, :candidates::bigint) n,
     LATERAL (SELECT now() - interval '300 days' + interval '280 days' * (n::float8 / :candidates) AS at) t;
-- Number 0 is the candidate who logs in.
INSERT INTO bench_candidates
SELECT 0, p.created_at, p.user_id, p.id, bench_id('consent', 0, p.created_at), true
FROM candidate_profiles p JOIN users u ON u.id = p.user_id WHERE u.email = :'candidate';

-- Whoever came earlier has more of them; many have none. Number 0 has one in :own_each.
CREATE UNLOGGED TABLE bench_videos AS
SELECT i, v.at, v.n, c.person, c.profile, c.consent, c.analysed, v.status,
       bench_id('video', i, v.at) AS video, bench_id('take', i, v.at) AS take
FROM (SELECT i, now() - interval '300 days' + interval '280 days' * (i::float8 / :videos) AS at,
             CASE WHEN i % :own_each = 0 THEN 0
                  ELSE 1 + floor(bench_share(i, 2) * (:candidates - 1) * (i::float8 / :videos))::bigint END AS n,
             CASE WHEN s < 0.20 THEN 'draft' WHEN s < 0.45 THEN 'completed' WHEN s < 0.92 THEN 'approved'
                  WHEN s < 0.97 THEN 'rejected' ELSE 'failed' END AS status
      FROM generate_series(1, :videos::bigint) i, LATERAL (SELECT bench_share(i, 3) AS s) r) v
JOIN bench_candidates c ON c.n = v.n;

-- The newest that was completed presents its candidate.
CREATE UNLOGGED TABLE bench_presentations AS
SELECT DISTINCT ON (n) n, i, video FROM bench_videos
WHERE status IN ('completed', 'approved') ORDER BY n, i DESC;
ANALYZE bench_candidates, bench_videos, bench_presentations;

-- Sorting once is quicker than keeping an index in order a million times. Keys stay.
CREATE TABLE bench_indexes AS
SELECT c.relname AS name, pg_get_indexdef(i.indexrelid) AS definition
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
WHERE t.relname IN ('users', 'grants', 'candidate_profiles', 'consents', 'videos', 'takes', 'assets',
                    'take_quality', 'video_judgements')
  AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid);
SELECT format('DROP INDEX %I', name) FROM bench_indexes \gexec

-- What a profile is found by takes milliseconds to make, a million times. Lists do not look at
-- it, so it is made cheaply here; the functions are put back at the end.
CREATE TABLE bench_functions AS
SELECT pg_get_functiondef(oid) AS definition FROM pg_proc
WHERE pronamespace = 'public'::regnamespace
  AND proname IN ('profile_words', 'plain_list', 'plain_words', 'worked_months', 'working_since',
                  'highest_education');
CREATE OR REPLACE FUNCTION profile_words(first_name text, last_name text, headline text, location text,
    summary text, skills text[], education jsonb, experience jsonb) RETURNS tsvector
    LANGUAGE sql IMMUTABLE AS $$ SELECT ''::tsvector $$;
CREATE OR REPLACE FUNCTION plain_list(said text[]) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$ SELECT said $$;
CREATE OR REPLACE FUNCTION plain_words(said text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT lower(said) $$;
CREATE OR REPLACE FUNCTION worked_months(experience jsonb) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT 0 $$;
CREATE OR REPLACE FUNCTION working_since(experience jsonb) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT 24248 $$;
CREATE OR REPLACE FUNCTION highest_education(education jsonb) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT 3 $$;
