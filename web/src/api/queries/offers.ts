import {
  infiniteQueryOptions,
  mutationOptions,
  queryOptions,
  type QueryClient,
} from '@tanstack/react-query';
import { api } from '../client';
import type { OfferForm } from '../models';
import { unwrap } from '../problem';
import { nextPage } from './lists';

const OFFERS = ['offers'] as const;
const APPLICATIONS = ['applications'] as const;

export type OfferStatus = 'draft' | 'open' | 'closed';
/** What a company says of an application. */
export const OUTCOMES = [
  'received',
  'shortlisted',
  'interviewed',
  'offered',
  'hired',
  'rejected',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** A company's own, or, for a candidate, what is open and what one applied to. */
export const offersQuery = (status: OfferStatus | undefined) =>
  infiniteQueryOptions({
    queryKey: [...OFFERS, 'list', status ?? 'all'],
    queryFn: async ({ pageParam, signal }) =>
      unwrap(
        await api.GET('/api/offers/', {
          params: { query: { ...(status === undefined ? {} : { status }), ...pageParam } },
          signal,
        }),
      ),
    initialPageParam: {},
    getNextPageParam: nextPage,
  });

export const offerQuery = (id: string) =>
  queryOptions({
    queryKey: [...OFFERS, 'one', id],
    queryFn: async ({ signal }) =>
      unwrap(await api.GET('/api/offers/{id}/', { params: { path: { id } }, signal })),
  });

export const createOffer = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async (body: OfferForm) => unwrap(await api.POST('/api/offers/', { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: OFFERS }),
  });

/** What is absent stays as it is. */
export const changeOffer = (queries: QueryClient, id: string) =>
  mutationOptions({
    mutationFn: async (body: OfferForm) =>
      unwrap(await api.PUT('/api/offers/{id}/', { params: { path: { id } }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: OFFERS }),
  });

/** One's own, or those to the offers of one's company. */
export const applicationsQuery = (offer?: string) =>
  infiniteQueryOptions({
    queryKey: [...APPLICATIONS, 'list', offer ?? 'all'],
    queryFn: async ({ pageParam, signal }) =>
      unwrap(
        await api.GET('/api/applications/', {
          params: { query: { ...(offer === undefined ? {} : { offer }), ...pageParam } },
          signal,
        }),
      ),
    initialPageParam: {},
    getNextPageParam: nextPage,
  });

export const applicationQuery = (id: string) =>
  queryOptions({
    queryKey: [...APPLICATIONS, 'one', id],
    queryFn: async ({ signal }) =>
      unwrap(await api.GET('/api/applications/{id}/', { params: { path: { id } }, signal })),
  });

/** After a refusal too: then something is not what this page shows. */
const lookAgain = (queries: QueryClient) =>
  Promise.all([
    queries.invalidateQueries({ queryKey: OFFERS }),
    queries.invalidateQueries({ queryKey: APPLICATIONS }),
  ]);

export const applyToOffer = (queries: QueryClient, id: string) =>
  mutationOptions({
    mutationFn: async (message: string) =>
      unwrap(
        await api.POST('/api/offers/{id}/apply/', { params: { path: { id } }, body: { message } }),
      ),
    onSettled: () => lookAgain(queries),
  });

export const withdrawApplication = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async (id: string) =>
      unwrap(await api.POST('/api/applications/{id}/withdraw/', { params: { path: { id } } })),
    onSettled: () => lookAgain(queries),
  });

export const judgeApplication = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async ({ id, status }: { id: string; status: Outcome }) =>
      unwrap(
        await api.PUT('/api/applications/{id}/', { params: { path: { id } }, body: { status } }),
      ),
    onSettled: () => lookAgain(queries),
  });
