-- Jobs are carried out with the system's powers, so whoever orders one may order it for
-- one's own takes alone. The files of a take are named takes/<take>/….
DROP POLICY may_ask ON jobs;
CREATE POLICY may_ask ON jobs FOR INSERT TO jobgate_request
    WITH CHECK ((SELECT app_user_id()) IS NOT NULL AND CASE
        WHEN kind IN ('renditions', 'convert_upload') THEN EXISTS (
            SELECT 1 FROM takes t
            WHERE t.user_id = (SELECT app_user_id()) AND t.id::text = payload ->> 'take_id')
        WHEN kind = 'erase_objects' THEN NOT EXISTS (
            SELECT 1 FROM jsonb_array_elements_text(payload -> 'keys') AS ordered (key)
            WHERE key LIKE '%takes/%' AND NOT EXISTS (
                SELECT 1 FROM takes t
                WHERE t.user_id = (SELECT app_user_id())
                  AND starts_with(key, 'takes/' || t.id || '/')))
        ELSE true
    END);
