-- A resume as it came in. A profile has columns for a part of it; with the rest, from the
-- telephone number to the names of referees, it goes out again to its owner and to nobody else.
CREATE TABLE imported_resumes (
    user_id    uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    document   jsonb NOT NULL CHECK (jsonb_typeof(document) = 'object'),
    updated_at timestamptz NOT NULL DEFAULT now()
);

ALTER TABLE imported_resumes ENABLE ROW LEVEL SECURITY;
ALTER TABLE imported_resumes FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON imported_resumes TO jobgate_system;
GRANT SELECT, INSERT ON imported_resumes TO jobgate_request;
GRANT UPDATE (document, updated_at) ON imported_resumes TO jobgate_request;
CREATE POLICY system_all ON imported_resumes TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY own ON imported_resumes TO jobgate_request
    USING (user_id = (SELECT app_user_id())) WITH CHECK (user_id = (SELECT app_user_id()));
