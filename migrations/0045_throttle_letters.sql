-- Letters to an address, and sign-ups and letters asked for from one, count by themselves.
ALTER TABLE login_throttles
    DROP CONSTRAINT login_throttles_kind_check,
    ADD CONSTRAINT login_throttles_kind_check
        CHECK (kind IN ('account', 'address', 'code', 'letter', 'asker'));
