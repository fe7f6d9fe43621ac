import type { Profile, Take, Video, Visibility } from '@/api/models';
import { isPlayable, isPreparing } from '@/api/queries/videos';

/** The one thing a candidate should do now. */
export type NextStep =
  | { do: 'review'; video: Video; take: Take }
  | { do: 'wait'; video: Video }
  | { do: 'record' }
  | { do: 'share' }
  | { do: 'complete'; completeness: number }
  | { do: 'nothing' };

/** Below this a recruiter lacks what a CV usually says. */
const COMPLETE_ENOUGH = 60;

export interface Situation {
  videos: readonly Video[];
  visibility: Visibility | undefined;
  profile: Profile | undefined;
}

/** The newest take that waits for a decision: no take of its video is kept, and it is no practice. */
function waiting(videos: readonly Video[]): { video: Video; take: Take } | undefined {
  for (const video of videos) {
    if (video.is_practice || video.kept_take_id !== null) continue;
    const take = (video.takes ?? []).filter(isPlayable).sort((a, b) => b.number - a.number)[0];
    if (take) return { video, take };
  }
  return undefined;
}

/** `videos` newest first, as the server lists them. */
export function nextStep({ videos, visibility, profile }: Situation): NextStep {
  const hasKept = videos.some((video) => video.kept_take_id !== null);
  const undecided = waiting(videos);
  // A new attempt beside a kept video is no duty; it waits in the list.
  if (undecided && !hasKept) return { do: 'review', ...undecided };
  if (!hasKept) {
    const preparing = videos.find(
      (video) => !video.is_practice && (video.takes ?? []).some(isPreparing),
    );
    return preparing ? { do: 'wait', video: preparing } : { do: 'record' };
  }
  if (visibility && !visibility.all_companies && visibility.company_ids.length === 0) {
    return { do: 'share' };
  }
  if (profile && profile.profile_completeness < COMPLETE_ENOUGH) {
    return { do: 'complete', completeness: profile.profile_completeness };
  }
  return { do: 'nothing' };
}
