-- Two things that a page of a list did for each of its rows, or for all there are.

-- Of a company's page no score is its own, and to know that, the planner read every score there
-- is: there was no index by whose they are.
CREATE INDEX take_quality_user ON take_quality (user_id);

-- As before (0064), in plpgsql: of a function in SQL PostgreSQL makes a new plan in each
-- statement that calls it, which took longer than reading the page; here it is kept.
CREATE OR REPLACE FUNCTION shown_quality(video uuid) RETURNS real
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN (SELECT q.overall
        FROM public.videos v
        JOIN public.candidate_profiles p ON p.presentation_video_id = v.id AND p.user_id = v.user_id
        JOIN public.take_quality q ON q.take_id = v.kept_take_id
        WHERE v.id = video
          -- What a company may see at all: the policy of `videos`, which does not bind this function.
          AND public.app_company_id() IS NOT NULL
          AND NOT v.is_practice
          AND (v.status = 'approved' OR v.status = 'completed'
              AND NOT (SELECT s.videos_need_approval FROM public.platform_settings s))
          AND EXISTS (SELECT 1 FROM public.grants g WHERE g.user_id = v.user_id
              AND (g.company_id IS NULL OR g.company_id = public.app_company_id()))
          -- Agreed to the current text.
          AND EXISTS (SELECT 1 FROM public.consents c
              WHERE c.user_id = v.user_id AND c.kind = 'quality_filter' AND c.withdrawn_at IS NULL
                AND c.version = (SELECT max(t.version) FROM public.consent_texts t
                                 WHERE t.kind = 'quality_filter'))
          -- Without a consent to be analysed, earlier scores are the candidate's alone: so says its text.
          AND EXISTS (SELECT 1 FROM public.consents c
              WHERE c.user_id = v.user_id AND c.kind = 'analyse' AND c.withdrawn_at IS NULL));
END
$$;
