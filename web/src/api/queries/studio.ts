import { mutationOptions, queryOptions, type QueryClient } from '@tanstack/react-query';
import { api } from '../client';
import type { ConsentText, Language } from '../models';
import { unwrap } from '../problem';

/** Scripts, the default one first. */
export const scriptsQuery = () =>
  queryOptions({
    queryKey: ['scripts'],
    queryFn: async ({ signal }) => unwrap(await api.GET('/api/scripts/', { signal })).results,
    staleTime: 5 * 60_000,
  });

/** What can be agreed to: to be recorded at all, and to be looked at and listened to while it is. */
export type ConsentKind = 'record' | 'analyse';

/** The text a candidate agrees to before the first recorded byte, in force today. */
export const consentTextQuery = (language: Language, kind: ConsentKind = 'record') =>
  queryOptions({
    queryKey: ['consent-text', kind, language],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.GET('/api/consents/texts/{kind}/', {
          params: { path: { kind }, query: { language } },
          signal,
        }),
      ),
    staleTime: 5 * 60_000,
  });

/** What this person agreed to and withdrew, newest first. */
export const consentsQuery = () =>
  queryOptions({
    queryKey: ['consents'],
    queryFn: async ({ signal }) => unwrap(await api.GET('/api/consents/', { signal })),
  });

export const giveConsent = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async ({
      kind,
      version,
      language,
    }: Pick<ConsentText, 'kind' | 'version' | 'language'>) =>
      unwrap(await api.POST('/api/consents/', { body: { kind, version, language } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['consents'] }),
  });

export const withdrawConsent = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async (kind: string) =>
      unwrap(await api.POST('/api/consents/withdraw/', { body: { kind } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['consents'] }),
  });

export const createVideo = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async (body: {
      title: string;
      description?: string;
      script_id?: string;
      is_practice?: boolean;
    }) => unwrap(await api.POST('/api/videos/', { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['videos', 'list'] }),
  });

/** A single-use key to the live connection; makes the take's row. */
export const askForTicket = () =>
  mutationOptions({
    mutationFn: async (videoId: string) =>
      unwrap(await api.POST('/api/live/tickets/', { body: { video_id: videoId } })),
  });
