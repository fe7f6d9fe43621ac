import { mutationOptions, queryOptions } from '@tanstack/react-query';
import { api } from '../client';
import type { NewPassword } from '../models';
import { unwrap } from '../problem';

/** The answer is the same whether or not the address has an account. */
export const askReset = async (email: string) =>
  unwrap(await api.POST('/api/auth/reset/', { body: { email } }));

export const setNewPassword = () =>
  mutationOptions({
    mutationFn: async (body: NewPassword) =>
      unwrap(await api.POST('/api/auth/reset/confirm/', { body })),
  });

export const askVerification = async (email: string) =>
  unwrap(await api.POST('/api/auth/verification/', { body: { email } }));

export const verifyAddress = () =>
  mutationOptions({
    mutationFn: async (token: string) =>
      unwrap(await api.POST('/api/auth/verification/confirm/', { body: { token } })),
  });

/** Who invites, for the page that the link opens. */
export const invitationQuery = (token: string) =>
  queryOptions({
    queryKey: ['invitation', token],
    queryFn: async ({ signal }) =>
      unwrap(await api.POST('/api/auth/invitation/', { body: { token }, signal })),
    retry: false,
  });
