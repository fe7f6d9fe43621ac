import {
  infiniteQueryOptions,
  mutationOptions,
  queryOptions,
  type QueryClient,
} from '@tanstack/react-query';
import { api } from '../client';
import type { JobState, Role } from '../models';
import { unwrap } from '../problem';
import { nextPage } from './lists';
import { videoKeys } from './videos';

const USERS = ['admin', 'users'];
const COMPANIES = ['admin', 'companies'];
const JOBS = ['admin', 'jobs'];

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
