import { queryOptions } from '@tanstack/react-query';
import { api } from '../client';
import type { View, ViewOfOwner } from '../models';
import { unwrap } from '../problem';
import { videoKeys } from './videos';

/** One list, two kinds of rows: the server answers by who asks. */
async function rows(id: string, signal: AbortSignal): Promise<(View | ViewOfOwner)[]> {
  return unwrap(await api.GET('/api/videos/{id}/views/', { params: { path: { id } }, signal }))
    .results;
}

/** For the owner: which companies watched, newest first. */
export const watchersQuery = (videoId: string) =>
  queryOptions({
    queryKey: videoKeys.views(videoId),
    queryFn: async ({ signal }) =>
      (await rows(videoId, signal)).filter((row): row is ViewOfOwner => 'company' in row),
  });

/** For a recruiter: their own viewings, with rating and notes, newest first. */
export const ownViewsQuery = (videoId: string) =>
  queryOptions({
    queryKey: videoKeys.views(videoId),
    queryFn: async ({ signal }) =>
      (await rows(videoId, signal)).filter((row): row is View => 'intervals' in row),
  });

export async function startView(videoId: string): Promise<View> {
  return unwrap(await api.POST('/api/videos/{id}/views/', { params: { path: { id: videoId } } }));
}

export interface ViewReport {
  intervals?: [number, number][];
  completed_viewing?: boolean;
  rating?: number | null;
  notes?: string;
}

/** `outlive`: the request must go through although the page is being closed. */
export async function reportView(
  videoId: string,
  viewId: string,
  body: ViewReport,
  { outlive }: { outlive: boolean } = { outlive: false },
): Promise<View> {
  return unwrap(
    await api.PUT('/api/videos/{id}/views/{view_id}/', {
      params: { path: { id: videoId, view_id: viewId } },
      body,
      keepalive: outlive,
    }),
  );
}
