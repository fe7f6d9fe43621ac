-- The newest profiles, at any depth (`candidate_profiles_by_time` is by last change).
CREATE INDEX candidate_profiles_by_age ON candidate_profiles (created_at DESC, id DESC);
