-- How a request's transaction begins: says who asks, for this transaction alone, and
-- returns no row when the session is over. Role and company come from the row and not
-- from the token, so that a change of role takes effect at once.
CREATE FUNCTION app_enter(person uuid, session uuid)
RETURNS TABLE (role text, company_id uuid, language text)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM set_config('app.user_id', person::text, true),
            set_config('app.role', '', true),
            set_config('app.company_id', '', true);
    RETURN QUERY
        SELECT u.role, u.company_id, u.language
        FROM users u JOIN sessions s ON s.user_id = u.id
        WHERE u.id = person AND s.id = session AND s.revoked_at IS NULL;
    IF NOT FOUND THEN
        PERFORM set_config('app.user_id', '', true);
        RETURN;
    END IF;
    PERFORM set_config('app.role', u.role, true),
            set_config('app.company_id', coalesce(u.company_id::text, ''), true)
        FROM users u WHERE u.id = person;
END
$$;
