-- The secret that a person's authenticator app shares with us (RFC 6238), for who wants a
-- second step at log-in. Being set up until a code confirmed it; only then is it asked for.
CREATE TABLE totp (
    user_id      uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    -- ChaCha20-Poly1305 under a key of the server: a copy of the table makes no codes.
    secret       bytea NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    confirmed_at timestamptz,
    -- The newest time step whose code was taken: each code is good once.
    last_step    bigint NOT NULL DEFAULT 0
);

ALTER TABLE totp ENABLE ROW LEVEL SECURITY;
ALTER TABLE totp FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON totp TO jobgate_system;
-- By column: whether it is on, never the secret.
GRANT SELECT (user_id, confirmed_at) ON totp TO jobgate_request;
CREATE POLICY system_all ON totp TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY own_reads ON totp FOR SELECT TO jobgate_request
    USING (user_id = (SELECT app_user_id()));
