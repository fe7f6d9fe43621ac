import { getRouteApi } from '@tanstack/react-router';
import StudioPage from '@/features/studio/StudioPage';

const newRoute = getRouteApi('/studio');
const retakeRoute = getRouteApi('/studio/$videoId');

/** `/studio`: a new video. */
export function StudioNewRoute() {
  const { script, practice } = newRoute.useSearch();
  return <StudioPage scriptSlug={script} practice={practice ?? false} />;
}

/** `/studio/:videoId`: one more take of a video that exists. */
export function StudioRetakeRoute() {
  const { videoId } = retakeRoute.useParams();
  return <StudioPage key={videoId} videoId={videoId} practice={false} />;
}
