import type { View } from '@/api/models';

/** What a recruiter thinks of a video, gathered from all the times they watched it. */
export interface Judgement {
  rating: number | null;
  notes: string;
  /** Where a change belongs: the row that says it already, else the newest. `null`: make one. */
  ratingView: string | null;
  notesView: string | null;
  /** The last time something was really watched. */
  lastWatched: View | null;
}

/** `views` newest first, as the server lists them. */
export function judgementOf(views: readonly View[]): Judgement {
  const newest = views[0]?.id ?? null;
  const rated = views.find(({ rating }) => rating !== null);
  const noted = views.find(({ notes }) => notes !== '');
  return {
    rating: rated?.rating ?? null,
    notes: noted?.notes ?? '',
    ratingView: rated?.id ?? newest,
    notesView: noted?.id ?? newest,
    lastWatched: views.find(({ duration }) => duration > 0) ?? null,
  };
}
