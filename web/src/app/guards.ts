import { redirect } from '@tanstack/react-router';
import type { Role, User } from '@/api/models';
import { sessionState } from '@/api/session';

/** Where a person begins. */
export function homeOf(role: Role): '/videos' | '/candidates' | '/admin' {
  if (role === 'platform_admin') return '/admin';
  return role === 'candidate' ? '/videos' : '/candidates';
}

/** For `beforeLoad`: the person, or a way to the log-in that leads back here. */
export function requireRole(href: string, ...roles: Role[]): User {
  const session = sessionState();
  if (session.status !== 'signed-in') {
    throw redirect({ to: '/login', search: { next: href } });
  }
  if (!roles.includes(session.user.role)) throw redirect({ to: homeOf(session.user.role) });
  return session.user;
}

/** Only addresses of our own: `next` comes from the address bar. */
export function safeNext(next: unknown): string | undefined {
  if (typeof next !== 'string' || !next.startsWith('/') || next.startsWith('//')) return undefined;
  return next.includes('\\') ? undefined : next;
}
