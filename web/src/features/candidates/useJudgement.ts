import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { View } from '@/api/models';
import { ownViewsQuery, reportView } from '@/api/queries/views';
import { judgementOf, type Judgement } from './judgement';

/** Rating and private notes of one video; kept on the recruiter's own viewings. */
export function useJudgement(
  videoId: string,
  ensureView: () => Promise<View>,
): {
  judgement: Judgement | undefined;
  isSaving: boolean;
  error: unknown;
  rate: (rating: number) => void;
  note: (notes: string) => void;
} {
  const queries = useQueryClient();
  const views = useQuery(ownViewsQuery(videoId));
  const judgement = views.data && judgementOf(views.data);
  const saving = useMutation({
    // One after the other: two changes at once would each make a row.
    scope: { id: `judgement-${videoId}` },
    mutationFn: async (part: { rating: number } | { notes: string }) => {
      const current = judgementOf(queries.getQueryData(ownViewsQuery(videoId).queryKey) ?? []);
      const known = 'rating' in part ? current.ratingView : current.notesView;
      const viewId = known ?? (await ensureView()).id;
      const saved = await reportView(videoId, viewId, part);
      queries.setQueryData(ownViewsQuery(videoId).queryKey, (before = []) =>
        before.some(({ id }) => id === saved.id)
          ? before.map((view) => (view.id === saved.id ? saved : view))
          : [saved, ...before],
      );
    },
  });
  return {
    judgement,
    isSaving: saving.isPending,
    error: views.error ?? saving.error,
    rate: (rating) => saving.mutate({ rating }),
    note: (notes) => saving.mutate({ notes }),
  };
}
