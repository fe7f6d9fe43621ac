-- Where each row stands in the lists of one company. Written without the policies, so that
-- a page can be told to be the wrong one.
CREATE TABLE bench_ranks AS
SELECT 'videos' AS list, row_number() OVER (ORDER BY v.created_at DESC, v.id DESC) AS rank,
       v.created_at AS at, v.id
FROM videos v
WHERE NOT v.is_practice AND v.status IN ('completed', 'approved')
  AND EXISTS (SELECT 1 FROM grants g WHERE g.user_id = v.user_id
      AND (g.company_id IS NULL OR g.company_id = :'company'));
INSERT INTO bench_ranks
SELECT o.list, row_number() OVER (PARTITION BY o.list ORDER BY o.at DESC, p.id DESC), o.at, p.id
FROM candidate_profiles p JOIN videos v ON v.id = p.presentation_video_id,
     LATERAL (VALUES ('last_active', p.last_updated), ('profiles', p.created_at)) o (list, at)
WHERE v.status IN ('completed', 'approved')
  AND EXISTS (SELECT 1 FROM grants g WHERE g.user_id = p.user_id
      AND (g.company_id IS NULL OR g.company_id = :'company'));
CREATE UNIQUE INDEX ON bench_ranks (list, rank);
VACUUM ANALYZE bench_ranks;
