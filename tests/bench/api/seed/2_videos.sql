-- Videos, their takes, files and scores. Runs beside 2_people.sql.
SET synchronous_commit = off;
SET session_replication_role = replica;

INSERT INTO videos (id, user_id, profile_id, script_id, title, description, status, is_practice,
    kept_take_id, linked_to_cv, view_count, unique_viewers, created_at, updated_at)
SELECT v.video, v.person, v.profile, (SELECT s.id FROM scripts s WHERE s.is_default), 'Présentation ' || v.i,
       'Qui je suis, ce que je sais faire et ce que je cherche.', v.status,
       v.status = 'draft' AND v.i % 10 = 0, CASE WHEN v.status <> 'draft' THEN v.take END,
       p.i IS NOT NULL, v.i % 40, least(v.i % 7, v.i % 40), v.at, v.at + interval '3 minutes'
FROM bench_videos v LEFT JOIN bench_presentations p ON p.n = v.n AND p.i = v.i;

-- The kept take, and before it one in three times another.
INSERT INTO takes (id, video_id, user_id, number, state, consent_id, script, started_at, stopped_at,
    duration_ms, width, height, container, video_codec, audio_codec, gaps, av_offset_ms, renditions,
    created_at, updated_at)
SELECT CASE k WHEN 1 THEN take ELSE bench_id('other', i, at) END, video, person, k, 'sealed', consent,
       '{"steps": []}', at, at + interval '90 seconds', 80000 + i % 10000, 1280, 720,
       (ARRAY['mp4', 'webm'])[1 + i % 2], (ARRAY['h264', 'vp8'])[1 + i % 2], 'opus',
       CASE WHEN i % 50 = 0 THEN '[{"from_ms": 1200, "to_ms": 1450, "kind": "video"}]'::jsonb ELSE '[]' END,
       i % 21 - 10, 'ready', at, at + interval '2 minutes'
FROM bench_videos, generate_series(1, CASE WHEN i % 3 = 0 THEN 2 ELSE 1 END) k
WHERE status <> 'draft';

INSERT INTO assets (id, take_id, user_id, kind, storage_key, content_type, size_bytes, sha256, created_at)
SELECT bench_id(kind, i, at), take, person, kind, 'takes/' || take || '/' || kind,
       CASE kind WHEN 'poster' THEN 'image/jpeg' ELSE 'video/mp4' END, 1000000 + i,
       md5(kind || i) || md5(i || kind), at
FROM bench_videos, unnest(ARRAY['master', 'poster']) AS k (kind) WHERE status <> 'draft';

INSERT INTO take_quality (take_id, user_id, status, face, lighting, audio, position, overall, reason,
    analysis_version, created_at, updated_at)
SELECT take, person, 'ready', 60 + i % 40, 50 + i % 50, 40 + i % 60, 30 + i % 70, 45 + i % 55, 'lighting',
       'bench', at, at + interval '3 minutes'
FROM bench_videos WHERE status <> 'draft' AND analysed;

INSERT INTO video_judgements (id, video_id, take_id, owner_id, verdict, reason, judged_at)
SELECT bench_id('judgement', i, at), video, take, person, 'rejected', 'Le son est coupé.',
       at + interval '1 hour'
FROM bench_videos WHERE status = 'rejected';
