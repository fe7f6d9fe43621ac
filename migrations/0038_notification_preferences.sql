-- What a person chose to be told, and by which way. Without a row the default counts that
-- stands in the code.
CREATE TABLE notification_preferences (
    user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    type       text NOT NULL CHECK (type ~ '^[a-z_]+$' AND length(type) <= 50),
    channel    text NOT NULL CHECK (channel IN ('in_app', 'email')),
    enabled    boolean NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, type, channel)
);

ALTER TABLE notification_preferences ENABLE ROW LEVEL SECURITY;
ALTER TABLE notification_preferences FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON notification_preferences TO jobgate_system;
GRANT SELECT, INSERT, UPDATE (enabled, updated_at) ON notification_preferences TO jobgate_request;
CREATE POLICY system_all ON notification_preferences TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY own ON notification_preferences TO jobgate_request
    USING (user_id = (SELECT app_user_id())) WITH CHECK (user_id = (SELECT app_user_id()));
