import { useSyncExternalStore } from 'react';
import type { User } from '@/api/models';
import { onSession, sessionState, type SessionState } from '@/api/session';

export function useSession(): SessionState {
  return useSyncExternalStore(onSession, sessionState);
}

/** The person logged in. Only for pages behind the log-in; throws elsewhere. */
export function useUser(): User {
  const session = useSession();
  if (session.status !== 'signed-in') throw new Error('useUser outside of a session');
  return session.user;
}
