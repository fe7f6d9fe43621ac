import {
  infiniteQueryOptions,
  mutationOptions,
  queryOptions,
  type QueryClient,
} from '@tanstack/react-query';
import { api } from '../client';
import type { ProfileUpdate, Visibility } from '../models';
import { unwrap } from '../problem';
import { nextPage } from './lists';

/** A recruiter's candidates: those who share a kept video. */
export const profilesQuery = () =>
  infiniteQueryOptions({
    queryKey: ['profiles', 'list'],
    queryFn: async ({ pageParam, signal }) =>
      unwrap(await api.GET('/api/candidate/profiles/', { params: { query: pageParam }, signal })),
    initialPageParam: {},
    getNextPageParam: nextPage,
  });

export const profileQuery = (id: string) =>
  queryOptions({
    queryKey: ['profiles', 'one', id],
    queryFn: async ({ signal }) =>
      unwrap(await api.GET('/api/candidate/profiles/{id}/', { params: { path: { id } }, signal })),
  });

export const updateProfile = (queries: QueryClient, id: string) =>
  mutationOptions({
    mutationFn: async (body: ProfileUpdate) =>
      unwrap(await api.PUT('/api/candidate/profiles/{id}/', { params: { path: { id } }, body })),
    onSuccess: (profile) => {
      queries.setQueryData(profileQuery(id).queryKey, profile);
    },
  });

export const visibilityQuery = () =>
  queryOptions({
    queryKey: ['visibility'],
    queryFn: async ({ signal }) => unwrap(await api.GET('/api/candidate/visibility/', { signal })),
  });

export const updateVisibility = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async (body: Visibility) =>
      unwrap(await api.PUT('/api/candidate/visibility/', { body })),
    onSuccess: (visibility) => {
      queries.setQueryData(visibilityQuery().queryKey, visibility);
    },
  });

export const companiesQuery = () =>
  queryOptions({
    queryKey: ['companies'],
    queryFn: async ({ signal }) => unwrap(await api.GET('/api/companies/', { signal })).results,
    staleTime: 5 * 60_000,
  });
