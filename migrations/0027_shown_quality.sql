-- The one number about picture and sound that a company may see: the overall score of the
-- presentation video of a candidate who agreed to be filtered by it. Tables of scores have
-- no policy for companies, and get none: a row would bring the four scores and the samples
-- along. This function sees the row and lets one number out, or null for every reason there
-- may be, so that nobody can tell a refusal from a video that was not scored. It asks each
-- time; what is withdrawn is gone with the next answer.
CREATE FUNCTION shown_quality(video uuid) RETURNS real
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT q.overall
    FROM public.videos v
    JOIN public.candidate_profiles p ON p.presentation_video_id = v.id AND p.user_id = v.user_id
    JOIN public.take_quality q ON q.take_id = v.kept_take_id
    WHERE v.id = video
      -- What a company may see at all: the policy of `videos`, which does not bind this function.
      AND public.app_company_id() IS NOT NULL
      AND NOT v.is_practice AND v.status IN ('completed', 'approved')
      AND EXISTS (SELECT 1 FROM public.grants g WHERE g.user_id = v.user_id
          AND (g.company_id IS NULL OR g.company_id = public.app_company_id()))
      -- Agreed to the current text.
      AND EXISTS (SELECT 1 FROM public.consents c
          WHERE c.user_id = v.user_id AND c.kind = 'quality_filter' AND c.withdrawn_at IS NULL
            AND c.version = (SELECT max(t.version) FROM public.consent_texts t
                             WHERE t.kind = 'quality_filter'))
      -- Without a consent to be analysed, earlier scores are the candidate's alone: so says its text.
      AND EXISTS (SELECT 1 FROM public.consents c
          WHERE c.user_id = v.user_id AND c.kind = 'analyse' AND c.withdrawn_at IS NULL)
$$;
REVOKE ALL ON FUNCTION shown_quality(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shown_quality(uuid) TO jobgate_request;

-- It sees every row, so it runs as jobgate_system; to give a function to that role, the role
-- needs CREATE on the schema for the moment of giving.
GRANT CREATE ON SCHEMA public TO jobgate_system;
ALTER FUNCTION shown_quality(uuid) OWNER TO jobgate_system;
REVOKE CREATE ON SCHEMA public FROM jobgate_system;
