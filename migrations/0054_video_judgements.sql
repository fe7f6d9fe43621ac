-- A video that was completed is approved or rejected by the platform. Each judgement is a
-- row that stays; the video's status follows it by a trigger, so that nobody who judges
-- may write anything else about a video, and no candidate approves one.
CREATE TABLE video_judgements (
    id        uuid PRIMARY KEY,
    video_id  uuid NOT NULL REFERENCES videos (id) ON DELETE CASCADE,
    -- The take that was judged: another one, kept later, was not.
    take_id   uuid NOT NULL,
    -- Its candidate may read why, not who. A judgement outlives the account of its judge.
    owner_id  uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    judge_id  uuid REFERENCES users (id) ON DELETE SET NULL,
    verdict   text NOT NULL CHECK (verdict IN ('approved', 'rejected')),
    reason    text CHECK (length(btrim(reason)) BETWEEN 1 AND 1000),
    judged_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT video_judgements_why CHECK ((verdict = 'rejected') = (reason IS NOT NULL))
);
CREATE INDEX video_judgements_by_video ON video_judgements (video_id, judged_at DESC, id DESC);
CREATE INDEX video_judgements_by_judge ON video_judgements (judge_id);

ALTER TABLE video_judgements ENABLE ROW LEVEL SECURITY;
ALTER TABLE video_judgements FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE, DELETE ON video_judgements TO jobgate_system;
GRANT SELECT (id, video_id, take_id, owner_id, verdict, reason, judged_at),
    INSERT (id, video_id, take_id, owner_id, judge_id, verdict, reason)
    ON video_judgements TO jobgate_request;
CREATE POLICY system_all ON video_judgements TO jobgate_system USING (true) WITH CHECK (true);
CREATE POLICY owner_reads ON video_judgements FOR SELECT TO jobgate_request
    USING (owner_id = (SELECT app_user_id()));
CREATE POLICY platform_admin_reads ON video_judgements FOR SELECT TO jobgate_request
    USING ((SELECT app_role()) = 'platform_admin');
CREATE POLICY platform_admin_judges ON video_judgements FOR INSERT TO jobgate_request
    WITH CHECK ((SELECT app_role()) = 'platform_admin' AND judge_id = (SELECT app_user_id())
        AND EXISTS (SELECT 1 FROM videos v WHERE v.id = video_id AND v.user_id = owner_id
            AND v.kept_take_id = video_judgements.take_id));

-- Locks the video first: of two who judge at once the second finds what the first has said,
-- and an approval of what is approved is no second one (no row). What is not completed yet
-- is not judged (object_not_in_prerequisite_state). The policy above is asked afterwards;
-- for anybody but the platform's administrator nothing happens here before it refuses.
CREATE FUNCTION judge_video() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    now_is text;
BEGIN
    IF public.app_role() <> 'platform_admin' THEN RETURN NEW; END IF;
    SELECT status INTO now_is FROM public.videos
        WHERE id = NEW.video_id AND kept_take_id = NEW.take_id AND NOT is_practice FOR UPDATE;
    IF now_is IS NULL OR now_is NOT IN ('completed', 'approved', 'rejected') THEN
        RAISE EXCEPTION 'video % is not completed', NEW.video_id USING ERRCODE = '55000';
    END IF;
    IF now_is = 'approved' AND NEW.verdict = 'approved' THEN RETURN NULL; END IF;
    UPDATE public.videos SET status = NEW.verdict, updated_at = now() WHERE id = NEW.video_id;
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION judge_video() FROM PUBLIC;

CREATE TRIGGER video_judged BEFORE INSERT ON video_judgements
    FOR EACH ROW EXECUTE FUNCTION judge_video();

GRANT CREATE ON SCHEMA public TO jobgate_system;
ALTER FUNCTION judge_video() OWNER TO jobgate_system;
REVOKE CREATE ON SCHEMA public FROM jobgate_system;
