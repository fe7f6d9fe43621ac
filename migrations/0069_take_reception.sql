-- How a take's packets came: {audio: {received, lost}, video: {received, lost}}, counted by the
-- live path. Null where nobody counted: uploads, takes cut off by a crash, and older ones.
ALTER TABLE takes ADD COLUMN reception jsonb CHECK (jsonb_typeof(reception) = 'object');
