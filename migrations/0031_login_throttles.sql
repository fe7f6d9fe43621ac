-- How many tries at a log-in lately failed, by account and by address; the rule stands in
-- `accounts/throttle.rs`. In the database, so that it holds for several servers at once
-- and over a restart.
CREATE TABLE login_throttles (
    -- HMAC of what is counted: neither an account nor an address can be read off the table.
    key           bytea PRIMARY KEY CHECK (octet_length(key) = 32),
    kind          text NOT NULL CHECK (kind IN ('account', 'address', 'code')),
    failures      double precision NOT NULL DEFAULT 0 CHECK (failures >= 0),
    charged_at    timestamptz NOT NULL DEFAULT now(),
    -- No try is looked at before.
    blocked_until timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX login_throttles_old ON login_throttles (charged_at);

ALTER TABLE login_throttles ENABLE ROW LEVEL SECURITY;
ALTER TABLE login_throttles FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON login_throttles TO jobgate_system;
CREATE POLICY system_all ON login_throttles TO jobgate_system USING (true) WITH CHECK (true);
