import {
  infiniteQueryOptions,
  mutationOptions,
  queryOptions,
  type QueryClient,
} from '@tanstack/react-query';
import { api } from '../client';
import type { Playback, Video } from '../models';
import { unwrap } from '../problem';
import { saveOver, type Opened } from '../versions';
import { nextPage } from './lists';

/** While the worker makes the MP4, poster, thumbnails and scores, ask again this often. */
const WHILE_PROCESSING_MS = 3_000;

export const videoKeys = {
  all: ['videos'] as const,
  one: (id: string) => ['videos', 'one', id] as const,
  views: (id: string) => ['videos', 'views', id] as const,
};

/** Still changing on the server without anybody here doing anything. */
export function isUnderWay(video: Video): boolean {
  return (
    video.status === 'processing' ||
    (video.takes ?? []).some(
      (take) =>
        take.state === 'recording' ||
        isPreparing(take) ||
        (isPlayable(take) && (take.renditions === 'pending' || take.quality?.status === 'pending')),
    )
  );
}

export function isPlayable(take: { state: string }): boolean {
  return take.state === 'sealed' || take.state === 'recovered';
}

/** An upload that the server makes a take of. */
export function isPreparing(take: { state: string; origin: string }): boolean {
  return take.state === 'armed' && take.origin === 'upload';
}

/** What may be uploaded; asked for when somebody wants to. */
export const uploadRulesQuery = () =>
  queryOptions({
    queryKey: ['upload-rules'],
    queryFn: async ({ signal }) => unwrap(await api.GET('/api/upload/', { signal })),
    staleTime: Infinity,
  });

export const videosQuery = () =>
  infiniteQueryOptions({
    queryKey: [...videoKeys.all, 'list'],
    queryFn: async ({ pageParam, signal }) =>
      unwrap(
        await api.GET('/api/videos/', {
          params: { query: { ordering: '-created_at', ...pageParam } },
          signal,
        }),
      ),
    initialPageParam: {},
    getNextPageParam: nextPage,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.results.some(isUnderWay)) ? WHILE_PROCESSING_MS : false,
  });

export const videoQuery = (id: string) =>
  queryOptions({
    queryKey: videoKeys.one(id),
    queryFn: async ({ signal }) =>
      unwrap(await api.GET('/api/videos/{id}/', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) =>
      state.data && isUnderWay(state.data) ? WHILE_PROCESSING_MS : false,
  });

export interface PlaybackSource {
  kind: 'video' | 'take';
  id: string;
}

/** Links last five minutes and are renewed by the player alone, never behind its back. */
export const playbackQuery = ({ kind, id }: PlaybackSource) =>
  queryOptions({
    queryKey: ['playback', kind, id],
    queryFn: async ({ signal }): Promise<Playback> => {
      const init = { params: { path: { id } }, signal };
      return unwrap(
        kind === 'take'
          ? await api.GET('/api/takes/{id}/playback/', init)
          : await api.GET('/api/videos/{id}/playback/', init),
      );
    },
    gcTime: 0,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

const changed = (queries: QueryClient) => queries.invalidateQueries({ queryKey: videoKeys.all });

/** What a profile shows of a video has changed, too. */
async function changedWithProfile(queries: QueryClient) {
  await changed(queries);
  await queries.invalidateQueries({ queryKey: ['profiles'] });
}

/** Makes this take the one that is shown; another kept one gives way. */
export const keepTake = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async (takeId: string) =>
      unwrap(await api.POST('/api/takes/{id}/keep/', { params: { path: { id: takeId } } })),
    onSuccess: () => changedWithProfile(queries),
  });

/** Says that the video and the profile fit each other: what was noticed between them is settled. */
export const linkToCv = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async (id: string) =>
      unwrap(await api.POST('/api/videos/{id}/link_to_cv/', { params: { path: { id } } })),
    onSuccess: () => changedWithProfile(queries),
  });

/** Erases one take for good. */
export const discardTake = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async (takeId: string) =>
      unwrap(await api.DELETE('/api/takes/{id}/', { params: { path: { id: takeId } } })),
    onSuccess: () => changed(queries),
  });

/** Erases a video and all its takes for good. */
export const deleteVideo = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async (id: string) =>
      unwrap(await api.DELETE('/api/videos/{id}/', { params: { path: { id } } })),
    onSuccess: async (_, id) => {
      queries.removeQueries({ queryKey: videoKeys.one(id) });
      await changedWithProfile(queries);
    },
  });

export const videoPath = (id: string) => `/api/videos/${id}/`;

/** What is absent stays as it is; `base` is what the form was opened on. */
export const updateVideo = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async ({
      id,
      base,
      ...body
    }: Pick<Video, 'id'> &
      Partial<Pick<Video, 'title' | 'description'>> & {
        private_notes?: string;
        base?: Opened<Partial<Video>>;
      }) =>
      saveOver(
        videoPath(id),
        base,
        (tag) =>
          api.PUT('/api/videos/{id}/', {
            params: { path: { id }, header: { 'If-Match': tag } },
            body,
          }),
        () => api.GET('/api/videos/{id}/', { params: { path: { id } } }),
      ),
    onSettled: () => changed(queries),
  });
