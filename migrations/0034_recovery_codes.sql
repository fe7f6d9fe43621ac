-- Ways in for who lost the authenticator app, each good once.
CREATE TABLE recovery_codes (
    user_id   uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- HMAC under a key of the server: a code is too short for a hash that anybody can compute.
    code_hash bytea NOT NULL CHECK (octet_length(code_hash) = 32),
    used_at   timestamptz,
    PRIMARY KEY (user_id, code_hash)
);

ALTER TABLE recovery_codes ENABLE ROW LEVEL SECURITY;
ALTER TABLE recovery_codes FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON recovery_codes TO jobgate_system;
GRANT SELECT (user_id, used_at) ON recovery_codes TO jobgate_request;
CREATE POLICY system_all ON recovery_codes TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY own_reads ON recovery_codes FOR SELECT TO jobgate_request
    USING (user_id = (SELECT app_user_id()));
