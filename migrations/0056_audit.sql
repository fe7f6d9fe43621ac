-- What was done, by whom and to what: ids and words out of lists, never a name, an address
-- or a text. Written by triggers in the transaction of the cause, so nothing that commits
-- can go around it. Rows are never changed and never removed; an erased person's entries
-- stay and name an id that is nobody's any more (there is no foreign key).
CREATE TABLE audit_entries (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- Null: the server itself.
    actor_id   uuid,
    -- The company that it concerns, if any.
    company_id uuid,
    action     text NOT NULL CHECK (action ~ '^[a-z_]+\.[a-z_]+$'),
    object     text NOT NULL CHECK (object ~ '^[a-z_]+$'),
    object_id  uuid NOT NULL,
    details    jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(details) = 'object')
);
CREATE INDEX audit_entries_by_time ON audit_entries (at DESC, id DESC);
CREATE INDEX audit_entries_by_actor ON audit_entries (actor_id, at DESC, id DESC);
CREATE INDEX audit_entries_by_object ON audit_entries (object_id, at DESC, id DESC);

-- Entries that no seal holds yet. A table of its own, as entries themselves never change.
CREATE TABLE audit_waiting (
    entry_id bigint PRIMARY KEY REFERENCES audit_entries (id)
);

-- A chain: each seal is a MAC over its entries and the seal before it, under a key that the
-- database does not have. See src/platform/audit.
CREATE TABLE audit_seals (
    number          bigint PRIMARY KEY CHECK (number > 0),
    entry_ids       bigint[] NOT NULL CHECK (cardinality(entry_ids) > 0),
    digest          bytea NOT NULL CHECK (octet_length(digest) = 32),
    -- Tells seals of another SECRET_KEY from forged ones.
    key_fingerprint bytea NOT NULL CHECK (octet_length(key_fingerprint) = 8),
    sealed_at       timestamptz NOT NULL DEFAULT now()
);

ALTER TABLE audit_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_entries FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_waiting ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_waiting FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_seals ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_seals FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON audit_entries, audit_seals TO jobgate_system;
GRANT SELECT, INSERT, DELETE ON audit_waiting TO jobgate_system;
GRANT SELECT ON audit_entries TO jobgate_request;
CREATE POLICY system_all ON audit_entries TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY system_all ON audit_waiting TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY system_all ON audit_seals TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY platform_admin_reads ON audit_entries FOR SELECT TO jobgate_request
    USING ((SELECT app_role()) = 'platform_admin');

-- Rights do not bind the owner of the schema; this does, until somebody removes it on purpose.
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seals
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
