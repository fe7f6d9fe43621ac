import { queryOptions } from '@tanstack/react-query';
import { api } from '../client';
import type { Quality } from '../models';
import { ApiProblem, unwrap } from '../problem';

/** The final scores come within seconds of the take; a busy worker may take minutes. */
const LOOK_EVERY_MS = 2_000;
const LOOKS_BEFORE_SLOWER = 30;
const LOOK_LATER_EVERY_MS = 10_000;

/** How a take was, for its owner alone; `null` where there is no such take for the caller. */
export const qualityQuery = (takeId: string) =>
  queryOptions({
    queryKey: ['takes', takeId, 'quality'],
    queryFn: async ({ signal }): Promise<Quality | null> => {
      try {
        const init = { params: { path: { id: takeId } }, signal };
        return shownAs(unwrap(await api.GET('/api/takes/{id}/quality/', init)));
      } catch (error) {
        if (error instanceof ApiProblem && error.status === 404) return null;
        throw error;
      }
    },
    refetchInterval: ({ state }) => {
      if (state.data?.status !== 'pending') return false;
      return state.dataUpdateCount < LOOKS_BEFORE_SLOWER ? LOOK_EVERY_MS : LOOK_LATER_EVERY_MS;
    },
  });

/** Ready without one score is nothing to show: too little of the take could be judged. */
export function shownAs(quality: Quality): Quality {
  const scored = [quality.overall, ...Object.values(quality.scores)].some((one) => one !== null);
  return quality.status === 'ready' && !scored ? { ...quality, status: 'not_scored' } : quality;
}
