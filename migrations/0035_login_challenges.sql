-- Between the two steps of a log-in: the password was right, a code is still asked for.
CREATE TABLE login_challenges (
    -- SHA-256 of a random 256-bit token.
    token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    CONSTRAINT login_challenges_short CHECK (expires_at <= created_at + interval '5 minutes')
);
CREATE INDEX login_challenges_old ON login_challenges (expires_at);
CREATE INDEX login_challenges_user ON login_challenges (user_id);

ALTER TABLE login_challenges ENABLE ROW LEVEL SECURITY;
ALTER TABLE login_challenges FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON login_challenges TO jobgate_system;
CREATE POLICY system_all ON login_challenges TO jobgate_system USING (true) WITH CHECK (true);
