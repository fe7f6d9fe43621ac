import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from '@/api/problem';

const MAX_TRIES = 2;

/** What the server refused is not asked again; what did not arrive is, twice. */
export function makeQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (tries, error) =>
          tries < MAX_TRIES && !(error instanceof ApiProblem && error.status < 500),
      },
      // A mutation made offline must fail at once and say so, not wait unseen.
      mutations: { networkMode: 'always' },
    },
  });
}
