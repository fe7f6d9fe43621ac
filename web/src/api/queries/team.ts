import { mutationOptions, queryOptions, type QueryClient } from '@tanstack/react-query';
import { api } from '../client';
import { unwrap } from '../problem';

const MEMBERS = ['team', 'members'];
const INVITATIONS = ['team', 'invitations'];

/** The people of one's own company, by name. */
export const membersQuery = () =>
  queryOptions({
    queryKey: MEMBERS,
    queryFn: async ({ signal }) => unwrap(await api.GET('/api/companies/members/', { signal })),
  });

/** Open invitations, the newest first. */
export const invitationsQuery = () =>
  queryOptions({
    queryKey: INVITATIONS,
    queryFn: async ({ signal }) => unwrap(await api.GET('/api/companies/invitations/', { signal })),
  });

export const changeRole = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async ({ id, role }: { id: string; role: 'recruiter' | 'company_admin' }) =>
      unwrap(
        await api.PATCH('/api/companies/members/{id}/', {
          params: { path: { id } },
          body: { role },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: MEMBERS }),
  });

export const removeMember = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async (id: string) =>
      unwrap(await api.DELETE('/api/companies/members/{id}/', { params: { path: { id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: MEMBERS }),
  });

export const invite = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async (email: string) =>
      unwrap(await api.POST('/api/companies/invitations/', { body: { email } })),
    onSettled: () => queries.invalidateQueries({ queryKey: INVITATIONS }),
  });

export const resendInvitation = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async (id: string) =>
      unwrap(
        await api.POST('/api/companies/invitations/{id}/resend/', { params: { path: { id } } }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: INVITATIONS }),
  });

export const withdrawInvitation = (queries: QueryClient) =>
  mutationOptions({
    mutationFn: async (id: string) =>
      unwrap(await api.DELETE('/api/companies/invitations/{id}/', { params: { path: { id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: INVITATIONS }),
  });
