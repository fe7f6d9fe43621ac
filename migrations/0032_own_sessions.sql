-- A person sees where the account is logged in and ends what is no longer wanted. Enough
-- to recognise a device by, and nothing more: two names out of a list, no address.
ALTER TABLE sessions
    ADD COLUMN last_used_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN browser text CHECK (browser <> ''),
    ADD COLUMN system text CHECK (system <> ''),
    DROP CONSTRAINT sessions_revoked_reason_check,
    ADD CONSTRAINT sessions_revoked_reason_check
        CHECK (revoked_reason IN ('logout', 'reuse', 'ended'));

GRANT UPDATE (revoked_at, revoked_reason) ON sessions TO jobgate_request;
-- Out of an open session into an ended one: what is over cannot be opened again.
CREATE POLICY own_ends ON sessions FOR UPDATE TO jobgate_request
    USING (user_id = (SELECT app_user_id()) AND revoked_at IS NULL)
    WITH CHECK (user_id = (SELECT app_user_id()) AND revoked_at IS NOT NULL);
