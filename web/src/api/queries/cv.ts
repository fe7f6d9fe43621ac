import { mutationOptions, queryOptions, type QueryClient } from '@tanstack/react-query';
import { api } from '../client';
import { unwrap } from '../problem';

/** While a worker reads it. */
const LOOK_AGAIN_MS = 2_000;
/** A link is good for five minutes: a new one comes before, as long as somebody looks. */
const RENEW_MS = 4 * 60_000;

/** The CV file of a profile; whoever sees the profile sees it. */
export const cvQuery = (profile: string) =>
  queryOptions({
    queryKey: ['cv', profile],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.GET('/api/candidate/profiles/{id}/cv/', {
          params: { path: { id: profile } },
          signal,
        }),
      ),
    refetchInterval: ({ state }) => (state.data?.state === 'waiting' ? LOOK_AGAIN_MS : RENEW_MS),
  });

export const sendCv = (queries: QueryClient, profile: string) =>
  mutationOptions({
    mutationFn: async (file: File) => {
      const form = new FormData();
      form.append('file', file);
      return unwrap(
        await api.PUT('/api/candidate/profiles/{id}/cv/', {
          params: { path: { id: profile } },
          // The description has no other word for bytes.
          body: { file: '' },
          bodySerializer: () => form,
        }),
      );
    },
    onSuccess: (cv) => {
      queries.setQueryData(cvQuery(profile).queryKey, cv);
    },
  });

export const deleteCv = (queries: QueryClient, profile: string) =>
  mutationOptions({
    mutationFn: async () =>
      unwrap(
        await api.DELETE('/api/candidate/profiles/{id}/cv/', { params: { path: { id: profile } } }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: cvQuery(profile).queryKey }),
  });
