-- Indices and functions as they were, and what the planner has to know.
SET synchronous_commit = off;
SET maintenance_work_mem = '1GB';
SELECT definition FROM bench_indexes \gexec
SELECT definition FROM bench_functions \gexec
DROP TABLE bench_indexes, bench_functions, bench_videos, bench_candidates, bench_presentations;
DROP FUNCTION bench_id, bench_share;
VACUUM (ANALYZE) users, companies, grants, candidate_profiles, consents, videos, takes, assets,
    take_quality, video_judgements;
CHECKPOINT;
