import { mutationOptions, queryOptions, type QueryClient } from '@tanstack/react-query';
import { api } from '../client';
import type { TotpProof } from '../models';
import { unwrap } from '../problem';

const SESSIONS = ['sessions'];
const TOTP = ['totp'];

/** Where this person is logged in, this device first. */
export const sessionsQuery = () =>
  queryOptions({
    queryKey: SESSIONS,
    queryFn: async ({ signal }) => unwrap(await api.GET('/api/auth/sessions/', { signal })),
  });

export const endSession = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async (id: string) =>
      unwrap(await api.DELETE('/api/auth/sessions/{id}/', { params: { path: { id } } })),
    // One that was over already has to go from the list as well.
    onSettled: () => queries.invalidateQueries({ queryKey: SESSIONS }),
  });

export const endOtherSessions = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async () => unwrap(await api.POST('/api/auth/sessions/end_others/')),
    onSettled: () => queries.invalidateQueries({ queryKey: SESSIONS }),
  });

/** Whether a code is asked for at log-in. */
export const totpQuery = () =>
  queryOptions({
    queryKey: TOTP,
    queryFn: async ({ signal }) => unwrap(await api.GET('/api/auth/totp/', { signal })),
  });

export const setUpTotp = () =>
  mutationOptions({
    mutationFn: async (password: string) =>
      unwrap(await api.POST('/api/auth/totp/', { body: { password } })),
  });

/** Gives the recovery codes, which nobody can ask for again. */
export const confirmTotp = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async (code: string) =>
      unwrap(await api.POST('/api/auth/totp/confirm/', { body: { code } })).recovery_codes,
    onSuccess: () => queries.invalidateQueries({ queryKey: TOTP }),
  });

export const newRecoveryCodes = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async (proof: TotpProof) =>
      unwrap(await api.POST('/api/auth/totp/recovery_codes/', { body: proof })).recovery_codes,
    onSuccess: () => queries.invalidateQueries({ queryKey: TOTP }),
  });

export const switchTotpOff = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async (proof: TotpProof) =>
      unwrap(await api.POST('/api/auth/totp/off/', { body: proof })),
    onSuccess: () => queries.invalidateQueries({ queryKey: TOTP }),
  });
