-- The way into the live socket: good once, for half a minute, for one session and one take.
CREATE TABLE live_tickets (
    -- SHA-256 of a random 256-bit ticket.
    ticket_hash bytea PRIMARY KEY CHECK (octet_length(ticket_hash) = 32),
    take_id     uuid NOT NULL UNIQUE REFERENCES takes (id) ON DELETE CASCADE,
    user_id     uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    session_id  uuid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    created_at  timestamptz NOT NULL DEFAULT now(),
    expires_at  timestamptz NOT NULL,
    redeemed_at timestamptz,
    CONSTRAINT live_tickets_short CHECK (expires_at <= created_at + interval '30 seconds')
);

ALTER TABLE live_tickets ENABLE ROW LEVEL SECURITY;
ALTER TABLE live_tickets FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON live_tickets TO jobgate_system;
GRANT INSERT (ticket_hash, take_id, user_id, session_id, expires_at) ON live_tickets TO jobgate_request;
CREATE POLICY system_all ON live_tickets TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY own_inserts ON live_tickets FOR INSERT TO jobgate_request
    WITH CHECK (user_id = (SELECT app_user_id())
        AND EXISTS (SELECT 1 FROM takes t WHERE t.id = take_id AND t.user_id = (SELECT app_user_id()))
        AND EXISTS (SELECT 1 FROM sessions s WHERE s.id = session_id));
