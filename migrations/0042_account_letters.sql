-- Letters whose link proves an address or sets a new password. The link's token is made of
-- the id and a key of the server (`accounts/letters.rs`): nothing here opens anything.
CREATE TABLE account_letters (
    id           uuid PRIMARY KEY,
    user_id      uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind         text NOT NULL CHECK (kind IN ('verify_email', 'reset_password')),
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz NOT NULL,
    used_at      timestamptz,
    -- A newer one was asked for.
    withdrawn_at timestamptz,
    CONSTRAINT account_letters_life CHECK (expires_at <= created_at +
        CASE kind WHEN 'verify_email' THEN interval '24 hours' ELSE interval '30 minutes' END)
);
-- The newest of a kind is the only one that counts.
CREATE UNIQUE INDEX account_letters_newest ON account_letters (user_id, kind)
    WHERE used_at IS NULL AND withdrawn_at IS NULL;

ALTER TABLE account_letters ENABLE ROW LEVEL SECURITY;
ALTER TABLE account_letters FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON account_letters TO jobgate_system;
CREATE POLICY system_all ON account_letters TO jobgate_system USING (true) WITH CHECK (true);
