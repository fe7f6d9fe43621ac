-- Candidates, who may see them, and what they agreed to. Runs beside 2_videos.sql. Triggers
-- and foreign keys are off: nobody is to be told of a million new candidates.
SET synchronous_commit = off;
SET session_replication_role = replica;

INSERT INTO companies (id, name)
SELECT bench_id('company', n, now()), 'Company ' || n FROM generate_series(1, 200) n;

INSERT INTO users (id, email, password_hash, first_name, last_name, role, language, created_at)
SELECT person, 'candidate' || n || '@example.org', '$argon2id$nobody', 'Candidate', 'Number ' || n,
       'candidate', (ARRAY['fr', 'en', 'ar'])[1 + n % 3], at
FROM bench_candidates WHERE n > 0;

-- A share of them is open to every company, a quarter to some of 201 by name.
CREATE UNLOGGED TABLE bench_companies AS
SELECT row_number() OVER (ORDER BY id) AS number, id FROM companies;
INSERT INTO grants (id, user_id, kind, created_at)
SELECT bench_id('grant', n, at), person, 'visibility', at FROM bench_candidates
WHERE n > 0 AND bench_share(n, 4) < :open;
INSERT INTO grants (id, user_id, company_id, kind, created_at)
SELECT bench_id('named', n * 10 + k, at), person, c.id, 'visibility', at
FROM bench_candidates, generate_series(1, 1 + n % 3) k
JOIN bench_companies c ON true
WHERE n > 0 AND bench_share(n, 4) BETWEEN :open AND :open + 0.25
  AND c.number = 1 + floor(bench_share(n * 10 + k, 5) * 201)::bigint
ON CONFLICT DO NOTHING;
DROP TABLE bench_companies;

INSERT INTO consents (id, user_id, kind, version, language, given_at)
SELECT CASE kind WHEN 'record' THEN c.consent ELSE bench_id(kind, c.n, c.at) END, c.person, kind,
       (SELECT max(t.version) FROM consent_texts t WHERE t.kind = k.kind), 'fr', c.at
FROM bench_candidates c, unnest(ARRAY['record', 'analyse', 'quality_filter']) AS k (kind)
WHERE c.n IN (SELECT n FROM bench_videos)
  AND (kind = 'record' OR c.analysed AND (kind = 'analyse' OR bench_share(c.n, 6) < 0.5));

INSERT INTO candidate_profiles (id, user_id, first_name, last_name, headline, location, summary,
    availability, skills, languages, education, experience, created_at, last_updated,
    presentation_video_id)
SELECT c.profile, c.person, 'Candidate', 'Number ' || c.n,
       (ARRAY['Développeuse web', 'Technicien de maintenance', 'Accountant', 'Infirmière'])[1 + c.n % 4],
       (ARRAY['Casablanca', 'Rabat', 'Tanger', 'Fès', 'Lyon'])[1 + c.n % 5],
       'Trois ans d’expérience, une équipe de ' || c.n % 17 || ' personnes.', 'Disponible sous un mois',
       ARRAY['skill ' || c.n % 97, 'skill ' || c.n % 89], '[{"code": "fr", "level": "C1"}]',
       '[{"institution": "Université", "area": "Gestion", "study_type": "Licence", "level": "bachelor",
          "start_date": "2017", "end_date": "2020", "summary": ""}]',
       '[{"name": "Atelier", "position": "Assistant", "location": "Rabat", "start_date": "2020-09",
          "end_date": "", "summary": ""}]',
       c.at, c.at + (now() - c.at) * bench_share(c.n, 7), p.video
FROM bench_candidates c LEFT JOIN bench_presentations p ON p.n = c.n WHERE c.n > 0;
UPDATE candidate_profiles SET presentation_video_id = p.video
FROM bench_presentations p, bench_candidates c WHERE p.n = 0 AND c.n = 0 AND candidate_profiles.id = c.profile;
