import { mutationOptions, queryOptions } from '@tanstack/react-query';
import { api } from '../client';
import type { NewPassword } from '../models';
import { unwrap } from '../problem';
import { setUser } from '../session';

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

/** The letter may be opened in another tab or on a phone: this page hears of it that much later. */
const LOOK_EVERY_MS = 30_000;

/** Whether the address of who is logged in is proven by now; the session learns it, too. */
export const verifiedQuery = (user: string) =>
  queryOptions({
    queryKey: ['verified', user],
    queryFn: async ({ signal }) => {
      const me = unwrap(await api.GET('/api/auth/me/', { signal }));
      if (me.email_verified) setUser(me);
      return me.email_verified;
    },
    staleTime: 0,
    refetchInterval: LOOK_EVERY_MS,
  });

/** Who invites, for the page that the link opens. */
export const invitationQuery = (token: string) =>
  queryOptions({
    queryKey: ['invitation', token],
    queryFn: async ({ signal }) =>
      unwrap(await api.POST('/api/auth/invitation/', { body: { token }, signal })),
    retry: false,
  });
