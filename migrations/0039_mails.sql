-- E-mails to send and what became of them. No text of a mail is kept: it is written again at
-- each try. An account's address is looked up then; that of a letter to somebody who need
-- not have an account stands here until the mail has left, and no longer.
CREATE TABLE mails (
    id          uuid PRIMARY KEY,
    source_key  text NOT NULL CHECK (length(source_key) BETWEEN 1 AND 300),
    user_id     uuid REFERENCES users (id) ON DELETE CASCADE,
    topic       text NOT NULL CHECK (topic ~ '^[a-z_]+$'),
    language    text NOT NULL CHECK (language IN ('fr', 'en', 'ar')),
    address     text CHECK (length(address) BETWEEN 3 AND 254),
    -- What the template is filled with.
    context     jsonb NOT NULL CHECK (jsonb_typeof(context) = 'object'),
    state       text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'suppressed', 'dead')),
    -- Tries begun. It is the fence, too: who lost the lease writes nothing.
    attempts    int NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    -- Not before this; while somebody is sending it, the end of the lease.
    next_at     timestamptz NOT NULL DEFAULT now(),
    error_class text CHECK (error_class ~ '^[a-z_]+$'),
    created_at  timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    CONSTRAINT mails_once UNIQUE NULLS NOT DISTINCT (source_key, user_id),
    CONSTRAINT mails_to_somebody CHECK (state <> 'waiting' OR (user_id IS NULL) = (address IS NOT NULL)),
    CONSTRAINT mails_end_with_time CHECK ((state = 'waiting') = (finished_at IS NULL)),
    CONSTRAINT mails_forget CHECK (state NOT IN ('sent', 'suppressed') OR (address IS NULL AND context = '{}'))
);
CREATE INDEX mails_waiting ON mails (next_at, id) WHERE state = 'waiting';
CREATE INDEX mails_finished ON mails (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX mails_user ON mails (user_id) WHERE user_id IS NOT NULL;

-- The delivery log: one row a try that ended.
CREATE TABLE mail_attempts (
    mail_id     uuid NOT NULL REFERENCES mails (id) ON DELETE CASCADE,
    attempt     int NOT NULL CHECK (attempt >= 0),
    at          timestamptz NOT NULL DEFAULT now(),
    status      text NOT NULL CHECK (status IN ('sent', 'failed', 'suppressed', 'dead')),
    error_class text CHECK (error_class ~ '^[a-z_]+$'),
    PRIMARY KEY (mail_id, attempt)
);

ALTER TABLE mails ENABLE ROW LEVEL SECURITY;
ALTER TABLE mails FORCE ROW LEVEL SECURITY;
ALTER TABLE mail_attempts ENABLE ROW LEVEL SECURITY;
ALTER TABLE mail_attempts FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON mails, mail_attempts TO jobgate_system;
CREATE POLICY system_all ON mails TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY system_all ON mail_attempts TO jobgate_system USING (true) WITH CHECK (true);
