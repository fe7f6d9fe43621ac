-- The worker also makes the final scores of a take.
ALTER TABLE jobs DROP CONSTRAINT jobs_kind_check;
ALTER TABLE jobs ADD CONSTRAINT jobs_kind_check
    CHECK (kind IN ('renditions', 'erase_objects', 'score_take'));
