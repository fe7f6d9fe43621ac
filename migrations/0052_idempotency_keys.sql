-- What a request that creates something was answered, by the key that its sender gave it:
-- sent again, it is answered again and creates nothing. The row is written in the
-- transaction of what was created, so that neither is there without the other. Kept for a
-- day; the person's own rows, gone with the person.
CREATE TABLE idempotency_keys (
    user_id      uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- SHA-256 of the key.
    key_hash     bytea NOT NULL CHECK (octet_length(key_hash) = 32),
    -- SHA-256 of verb, path and body: another request with the same key is a mistake.
    request_hash bytea NOT NULL CHECK (octet_length(request_hash) = 32),
    status       smallint NOT NULL CHECK (status BETWEEN 200 AND 299),
    etag         text,
    body         jsonb NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, key_hash)
);
CREATE INDEX idempotency_keys_old ON idempotency_keys (created_at);

ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE idempotency_keys FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_keys TO jobgate_system;
GRANT SELECT, DELETE, INSERT (user_id, key_hash, request_hash, status, etag, body)
    ON idempotency_keys TO jobgate_request;
CREATE POLICY system_all ON idempotency_keys TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY own ON idempotency_keys TO jobgate_request
    USING (user_id = (SELECT app_user_id())) WITH CHECK (user_id = (SELECT app_user_id()));
