-- The CV as a file: a PDF that its candidate sent, and the text that a worker found in it. A new
-- file is a new row. Its object lies under its candidate's name, so that no row leads to another's.
CREATE TABLE cv_files (
    id          uuid PRIMARY KEY,
    user_id     uuid NOT NULL UNIQUE REFERENCES users (id) ON DELETE CASCADE,
    profile_id  uuid NOT NULL UNIQUE REFERENCES candidate_profiles (id) ON DELETE CASCADE,
    storage_key text NOT NULL UNIQUE CHECK (storage_key = 'cvs/' || user_id || '/' || id),
    size_bytes  bigint NOT NULL CHECK (size_bytes > 0),
    sha256      text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    state       text NOT NULL DEFAULT 'waiting'
        CHECK (state IN ('waiting', 'read', 'no_text', 'locked', 'unreadable')),
    text        text NOT NULL DEFAULT '' CHECK (length(text) <= 200000),
    uploaded_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT cv_files_text_once_read CHECK ((state = 'read') = (text <> ''))
);

ALTER TABLE cv_files ENABLE ROW LEVEL SECURITY;
ALTER TABLE cv_files FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON cv_files TO jobgate_system;
GRANT SELECT, DELETE ON cv_files TO jobgate_request;
GRANT INSERT (id, user_id, profile_id, storage_key, size_bytes, sha256) ON cv_files TO jobgate_request;
CREATE POLICY system_all ON cv_files TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY own ON cv_files TO jobgate_request
    USING (user_id = (SELECT app_user_id()))
    WITH CHECK (user_id = (SELECT app_user_id())
        AND EXISTS (SELECT 1 FROM candidate_profiles p
            WHERE p.id = profile_id AND p.user_id = (SELECT app_user_id())));
-- As the profile itself.
CREATE POLICY granted_reads ON cv_files FOR SELECT TO jobgate_request
    USING ((SELECT app_company_id()) IS NOT NULL
        AND EXISTS (SELECT 1 FROM grants g WHERE g.user_id = cv_files.user_id
            AND (g.company_id IS NULL OR g.company_id = (SELECT app_company_id()))));

ALTER TABLE jobs DROP CONSTRAINT jobs_kind_check;
ALTER TABLE jobs ADD CONSTRAINT jobs_kind_check
    CHECK (kind IN ('renditions', 'erase_objects', 'score_take', 'convert_upload', 'read_cv'));

-- Whoever orders a CV to be read orders one's own. Their erasure is ordered by the rows that go.
DROP POLICY may_ask ON jobs;
CREATE POLICY may_ask ON jobs FOR INSERT TO jobgate_request
    WITH CHECK ((SELECT app_user_id()) IS NOT NULL AND CASE
        WHEN kind IN ('renditions', 'convert_upload') THEN EXISTS (
            SELECT 1 FROM takes t
            WHERE t.user_id = (SELECT app_user_id()) AND t.id::text = payload ->> 'take_id')
        WHEN kind = 'read_cv' THEN EXISTS (
            SELECT 1 FROM cv_files c
            WHERE c.user_id = (SELECT app_user_id()) AND c.id::text = payload ->> 'cv_id')
        WHEN kind = 'erase_objects' THEN NOT EXISTS (
            SELECT 1 FROM jsonb_array_elements_text(payload -> 'keys') AS ordered (key)
            WHERE key LIKE '%cvs/%' OR key LIKE '%takes/%' AND NOT EXISTS (
                SELECT 1 FROM takes t
                WHERE t.user_id = (SELECT app_user_id())
                  AND starts_with(key, 'takes/' || t.id || '/')))
        ELSE true
    END);
