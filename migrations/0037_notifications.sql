-- What one person is told in the page. Written by the system's role alone; the person reads,
-- marks and puts away. Texts are in the language the account had when it was told.
CREATE TABLE notifications (
    id          uuid PRIMARY KEY,
    user_id     uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- The same thing told twice is one row.
    source_key  text NOT NULL CHECK (length(source_key) BETWEEN 1 AND 300),
    type        text NOT NULL CHECK (type ~ '^[a-z_]+$'),
    priority    text NOT NULL DEFAULT 'normal' CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
    title       text NOT NULL CHECK (length(title) BETWEEN 1 AND 400),
    message     text NOT NULL CHECK (length(message) BETWEEN 1 AND 4000),
    -- Why one is told.
    reason      text NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
    -- A path of this site, never another site's.
    action_url  text CHECK (action_url ~ '^/([^/\\]|$)' AND length(action_url) <= 500),
    action_text text CHECK (length(action_text) BETWEEN 1 AND 200),
    extra_data  jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(extra_data) = 'object'),
    -- Who wrote it, where a person did. Counted for the limits, and not shown.
    sender_id   uuid REFERENCES users (id) ON DELETE SET NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    is_read     boolean NOT NULL DEFAULT false,
    read_at     timestamptz,
    is_archived boolean NOT NULL DEFAULT false,
    CONSTRAINT notifications_once UNIQUE (user_id, source_key),
    CONSTRAINT notifications_read_with_time CHECK (is_read = (read_at IS NOT NULL)),
    CONSTRAINT notifications_action_whole CHECK ((action_url IS NULL) = (action_text IS NULL))
);
CREATE INDEX notifications_by_user ON notifications (user_id, created_at DESC, id DESC);
CREATE INDEX notifications_unread ON notifications (user_id, type) WHERE NOT is_read AND NOT is_archived;
CREATE INDEX notifications_by_sender ON notifications (sender_id, created_at) WHERE sender_id IS NOT NULL;
CREATE INDEX notifications_old ON notifications (created_at);

ALTER TABLE notifications ENABLE ROW LEVEL SECURITY;
ALTER TABLE notifications FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON notifications TO jobgate_system;
GRANT SELECT (id, user_id, type, priority, title, message, reason, action_url, action_text,
        extra_data, created_at, is_read, read_at, is_archived),
    UPDATE (is_read, read_at, is_archived) ON notifications TO jobgate_request;
CREATE POLICY system_all ON notifications TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY own_reads ON notifications FOR SELECT TO jobgate_request
    USING (user_id = (SELECT app_user_id()));
CREATE POLICY own_marks ON notifications FOR UPDATE TO jobgate_request
    USING (user_id = (SELECT app_user_id())) WITH CHECK (user_id = (SELECT app_user_id()));
