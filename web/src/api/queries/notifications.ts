import {
  infiniteQueryOptions,
  mutationOptions,
  queryOptions,
  type QueryClient,
} from '@tanstack/react-query';
import { api } from '../client';
import type { NotificationPreference } from '../models';
import { unwrap } from '../problem';
import { nextPage } from './lists';

/** What is told while the page is open is seen at once (`news.ts`), or this much later at most. */
const LOOK_EVERY_MS = 30_000;

const ALL = ['notifications'] as const;
const PREFERENCES = [...ALL, 'preferences'] as const;

export type Shown = 'all' | 'unread' | 'archived';

const FILTERS: Readonly<Record<Shown, { is_read?: string; is_archived: string }>> = {
  all: { is_archived: 'false' },
  unread: { is_read: 'false', is_archived: 'false' },
  archived: { is_archived: 'true' },
};

export const notificationsQuery = (shown: Shown) =>
  infiniteQueryOptions({
    queryKey: [...ALL, 'list', shown],
    queryFn: async ({ pageParam, signal }) =>
      unwrap(
        await api.GET('/api/notifications/notifications/', {
          params: { query: { ...FILTERS[shown], ...pageParam } },
          signal,
        }),
      ),
    initialPageParam: {},
    getNextPageParam: nextPage,
    refetchInterval: LOOK_EVERY_MS,
  });

/** How many are unread, for the bell. */
export const notificationStatsQuery = (user: string) =>
  queryOptions({
    queryKey: [...ALL, 'stats', user],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.GET('/api/notifications/stats/{user_id}/', {
          params: { path: { user_id: user } },
          signal,
        }),
      ),
    refetchInterval: LOOK_EVERY_MS,
  });

/** What is shown of it is looked at again. */
export const somethingWasTold = (queries: QueryClient) =>
  Promise.all([
    queries.invalidateQueries({ queryKey: [...ALL, 'list'] }),
    queries.invalidateQueries({ queryKey: [...ALL, 'stats'] }),
  ]);

export type Mark = 'mark_as_read' | 'archive' | 'unarchive';

export const markNotification = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async ({ id, mark }: { id: string; mark: Mark }) => {
      const params = { params: { path: { id } } };
      switch (mark) {
        case 'mark_as_read':
          return unwrap(await api.POST('/api/notifications/{id}/mark_as_read/', params));
        case 'archive':
          return unwrap(await api.POST('/api/notifications/{id}/archive/', params));
        case 'unarchive':
          return unwrap(await api.POST('/api/notifications/{id}/unarchive/', params));
      }
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ALL }),
  });

export const markAllNotifications = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async () => unwrap(await api.POST('/api/notifications/mark_all_as_read/')),
    onSettled: () => queries.invalidateQueries({ queryKey: ALL }),
  });

export const preferencesQuery = () =>
  queryOptions({
    queryKey: PREFERENCES,
    queryFn: async ({ signal }) =>
      unwrap(await api.GET('/api/notifications/preferences/', { signal })),
  });

/** The switch turns at once, and back when the server refuses. */
export const choosePreference = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async (preference: NotificationPreference) =>
      unwrap(
        await api.PUT('/api/notifications/preferences/', { body: { preferences: [preference] } }),
      ),
    onSuccess: (preferences) => queries.setQueryData(PREFERENCES, preferences),
  });
