import {
  infiniteQueryOptions,
  keepPreviousData,
  mutationOptions,
  queryOptions,
  type QueryClient,
} from '@tanstack/react-query';
import type { CandidateSearch } from '@/lib/candidateSearch';
import { api } from '../client';
import type { Profile, ProfileUpdate, Visibility } from '../models';
import { unwrap } from '../problem';
import { saveOver, type Opened } from '../versions';
import { nextPage } from './lists';
import { videoKeys } from './videos';

/** Among the candidates who are open to the company; each question has a list of its own. */
export const searchQuery = (search: CandidateSearch) =>
  infiniteQueryOptions({
    queryKey: ['profiles', 'search', search],
    queryFn: async ({ pageParam, signal }) =>
      unwrap(
        await api.GET('/api/candidate/profiles/search/', {
          params: { query: pageParam === null ? search : { ...search, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => nextPage(page)?.cursor,
    // The list stands still until the next one is there.
    placeholderData: keepPreviousData,
  });

export const profileQuery = (id: string) =>
  queryOptions({
    queryKey: ['profiles', 'one', id],
    queryFn: async ({ signal }) =>
      unwrap(await api.GET('/api/candidate/profiles/{id}/', { params: { path: { id } }, signal })),
  });

export const profilePath = (id: string) => `/api/candidate/profiles/${id}/`;

/** `base` is what the form was opened on. */
export const updateProfile = (queries: QueryClient, id: string) =>
  mutationOptions({
    mutationFn: async ({ base, ...body }: ProfileUpdate & { base: Opened<Partial<Profile>> }) =>
      saveOver(
        profilePath(id),
        base,
        (tag) =>
          api.PUT('/api/candidate/profiles/{id}/', {
            params: { path: { id }, header: { 'If-Match': tag } },
            body,
          }),
        () => api.GET('/api/candidate/profiles/{id}/', { params: { path: { id } } }),
      ),
    onSuccess: (profile) => {
      queries.setQueryData(profileQuery(id).queryKey, profile);
      // The presentation may no longer fit what is written, and says so.
      void queries.invalidateQueries({ queryKey: videoKeys.all });
    },
  });

export const VISIBILITY_PATH = '/api/candidate/visibility/';

export const visibilityQuery = () =>
  queryOptions({
    queryKey: ['visibility'],
    queryFn: async ({ signal }) => unwrap(await api.GET('/api/candidate/visibility/', { signal })),
  });

export const updateVisibility = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async ({ base, ...body }: Visibility & { base?: Opened<Visibility> }) =>
      saveOver(
        VISIBILITY_PATH,
        base,
        (tag) => api.PUT(VISIBILITY_PATH, { params: { header: { 'If-Match': tag } }, body }),
        () => api.GET(VISIBILITY_PATH),
      ),
    onSuccess: (visibility) => {
      queries.setQueryData(visibilityQuery().queryKey, visibility);
    },
    // It may have been changed elsewhere: what is there is shown.
    onError: () => queries.invalidateQueries({ queryKey: visibilityQuery().queryKey }),
  });

export const companiesQuery = () =>
  queryOptions({
    queryKey: ['companies'],
    queryFn: async ({ signal }) => unwrap(await api.GET('/api/companies/', { signal })).results,
    staleTime: 5 * 60_000,
  });
