-- A session is a family of refresh tokens: each is used once and replaced. A token
-- that comes back a second time was copied, and revokes its whole family.
CREATE TABLE sessions (
    id             uuid PRIMARY KEY,
    user_id        uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at     timestamptz NOT NULL DEFAULT now(),
    revoked_at     timestamptz,
    revoked_reason text CHECK (revoked_reason IN ('logout', 'reuse')),
    CONSTRAINT sessions_reason_with_time CHECK ((revoked_at IS NULL) = (revoked_reason IS NULL))
);
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE refresh_tokens (
    -- SHA-256 of a random 256-bit token: a copy of the table opens nothing.
    token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    session_id uuid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    issued_at  timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL CHECK (expires_at > issued_at),
    used_at    timestamptz
);
CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);
-- One live token a family.
CREATE UNIQUE INDEX refresh_tokens_one_unused ON refresh_tokens (session_id) WHERE used_at IS NULL;

ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE sessions FORCE ROW LEVEL SECURITY;
ALTER TABLE refresh_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE refresh_tokens FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON sessions, refresh_tokens TO jobgate_system;
GRANT SELECT ON sessions TO jobgate_request;
CREATE POLICY system_all ON sessions TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY system_all ON refresh_tokens TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY own_reads ON sessions FOR SELECT TO jobgate_request
    USING (user_id = (SELECT app_user_id()));
