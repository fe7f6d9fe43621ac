import {
  infiniteQueryOptions,
  mutationOptions,
  queryOptions,
  type QueryClient,
} from '@tanstack/react-query';
import { api } from '../client';
import type { EventState, JobState, MailState, PlatformSettingsChange, Role } from '../models';
import { unwrap } from '../problem';
import { nextPage } from './lists';
import { videoKeys } from './videos';

const USERS = ['admin', 'users'];
const COMPANIES = ['admin', 'companies'];
const JOBS = ['admin', 'jobs'];
const MAILS = ['admin', 'mails'];
const EVENTS = ['admin', 'events'];
const SETTINGS = ['admin', 'settings'];

export const usersQuery = (filters: { role?: Role; search?: string }) =>
  infiniteQueryOptions({
    queryKey: [...USERS, filters],
    queryFn: async ({ pageParam, signal }) =>
      unwrap(
        await api.GET('/api/admin/users/', {
          params: { query: { ...filters, ...pageParam } },
          signal,
        }),
      ),
    initialPageParam: {},
    getNextPageParam: nextPage,
  });

export const adminCompaniesQuery = () =>
  queryOptions({
    queryKey: COMPANIES,
    queryFn: async ({ signal }) =>
      unwrap(await api.GET('/api/admin/companies/', { signal })).results,
  });

export const foundCompany = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async (name: string) =>
      unwrap(await api.POST('/api/admin/companies/', { body: { name } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: COMPANIES }),
  });

export const jobsQuery = (state: JobState) =>
  infiniteQueryOptions({
    queryKey: [...JOBS, state],
    queryFn: async ({ pageParam, signal }) =>
      unwrap(
        await api.GET('/api/admin/jobs/', { params: { query: { state, ...pageParam } }, signal }),
      ),
    initialPageParam: {},
    getNextPageParam: nextPage,
  });

export const retryJob = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async (id: string) =>
      unwrap(await api.POST('/api/admin/jobs/{id}/retry/', { params: { path: { id } } })),
    // One that somebody else put back has to go from the list as well.
    onSettled: () => queries.invalidateQueries({ queryKey: JOBS }),
  });

export type AccountChange = 'disable' | 'restore';

/** Ends an account, or lets its person log in again. */
export const changeAccount = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async ({ id, change }: { id: string; change: AccountChange }) => {
      const params = { params: { path: { id } } };
      return change === 'disable'
        ? unwrap(await api.POST('/api/admin/users/{id}/disable/', params))
        : unwrap(await api.POST('/api/admin/users/{id}/restore/', params));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: USERS }),
  });

export const mailsQuery = (state: MailState) =>
  infiniteQueryOptions({
    queryKey: [...MAILS, state],
    queryFn: async ({ pageParam, signal }) =>
      unwrap(
        await api.GET('/api/admin/mails/', { params: { query: { state, ...pageParam } }, signal }),
      ),
    initialPageParam: {},
    getNextPageParam: nextPage,
  });

export const retryMail = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async (id: string) =>
      unwrap(await api.POST('/api/admin/mails/{id}/retry/', { params: { path: { id } } })),
    // As with jobs: somebody else may have been quicker.
    onSettled: () => queries.invalidateQueries({ queryKey: MAILS }),
  });

export const eventsQuery = (state: EventState) =>
  infiniteQueryOptions({
    queryKey: [...EVENTS, state],
    queryFn: async ({ pageParam, signal }) =>
      unwrap(
        await api.GET('/api/admin/events/', { params: { query: { state, ...pageParam } }, signal }),
      ),
    initialPageParam: {},
    getNextPageParam: nextPage,
  });

export const retryEvent = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async (id: number) =>
      unwrap(await api.POST('/api/admin/events/{id}/retry/', { params: { path: { id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: EVENTS }),
  });

export const settingsQuery = () =>
  queryOptions({
    queryKey: SETTINGS,
    queryFn: async ({ signal }) => unwrap(await api.GET('/api/admin/settings/', { signal })),
  });

/** One at a time, at once; the switch shows what the server says. */
export const changeSettings = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async (change: PlatformSettingsChange) =>
      unwrap(await api.PUT('/api/admin/settings/', { body: change })),
    onSuccess: (settings) => queries.setQueryData(SETTINGS, settings),
  });

export const auditQuery = (filters: { action?: string }) =>
  infiniteQueryOptions({
    queryKey: ['admin', 'audit', filters],
    queryFn: async ({ pageParam, signal }) =>
      unwrap(
        await api.GET('/api/admin/audit/', {
          params: { query: { ...filters, ...pageParam } },
          signal,
        }),
      ),
    initialPageParam: {},
    getNextPageParam: nextPage,
  });

/** Videos that wait for a verdict, oldest first: whoever waits longest comes first. */
export const waitingVideosQuery = () =>
  infiniteQueryOptions({
    queryKey: [...videoKeys.all, 'waiting'],
    queryFn: async ({ pageParam, signal }) =>
      unwrap(
        await api.GET('/api/videos/', {
          params: { query: { status: 'completed', ordering: 'created_at', ...pageParam } },
          signal,
        }),
      ),
    initialPageParam: {},
    getNextPageParam: nextPage,
  });

export const judgeVideo = (queries: QueryClient) =>
  mutationOptions({
    /** Approves without a reason, rejects with one. */
    mutationFn: async ({ id, reason }: { id: string; reason?: string }) => {
      const params = { path: { id } };
      return reason === undefined
        ? unwrap(await api.POST('/api/videos/{id}/approve/', { params }))
        : unwrap(await api.POST('/api/videos/{id}/reject/', { params, body: { reason } }));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: videoKeys.all }),
  });
