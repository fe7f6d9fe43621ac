import { problemFrom, Unreachable, type ApiProblem } from './problem';
import type {
  AcceptInvitation,
  LogIn,
  LoginChallenge,
  LoginCode,
  Session,
  SignUp,
  User,
} from './models';

/**
 * Who is logged in. The access token lives in this module's memory and nowhere else; the refresh
 * token is a cookie the page cannot read. One refresh runs at a time, across tabs as well: two at
 * once would present the same rotating token twice, which the server must take for a theft.
 */
export type SessionState =
  | { status: 'starting' }
  | { status: 'signed-out'; expired: boolean }
  | { status: 'signed-in'; user: User };

const SIGNED_OUT_KEY = 'jobgate.signed-out';
/** Renew this long before the token ends, so that a request is not refused on its way. */
const RENEW_BEFORE_MS = 15_000;

let state: SessionState = { status: 'starting' };
let token: { value: string; renewAt: number } | null = null;
let refreshing: Promise<boolean> | null = null;
const listeners = new Set<() => void>();
const channel =
  typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('jobgate.session');

channel?.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (event.data === 'signed-out') become({ status: 'signed-out', expired: false });
});

function become(next: SessionState): void {
  state = next;
  if (next.status !== 'signed-in') token = null;
  for (const listener of listeners) listener();
}

function accept(session: Session): User {
  token = {
    value: session.access_token,
    renewAt: Date.now() + session.expires_in * 1000 - RENEW_BEFORE_MS,
  };
  localStorage.removeItem(SIGNED_OUT_KEY);
  become({ status: 'signed-in', user: session.user });
  return session.user;
}

async function post(path: string, body?: unknown): Promise<Response> {
  try {
    return await fetch(path, {
      method: 'POST',
      headers: {
        'accept-language': document.documentElement.lang,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (cause) {
    throw new Unreachable(cause);
  }
}

async function failure(response: Response): Promise<ApiProblem> {
  return problemFrom(response.status, await response.json().catch(() => null));
}

async function enter(path: string, body: LoginCode | AcceptInvitation): Promise<User> {
  const response = await post(path, body);
  if (!response.ok) throw await failure(response);
  return accept((await response.json()) as Session);
}

async function askForNewToken(): Promise<boolean> {
  const response = await post('/api/auth/refresh/');
  if (response.ok) {
    accept((await response.json()) as Session);
    return true;
  }
  // Only a refusal ends the session; a server that is restarting does not.
  if (response.status === 401 || response.status === 403) {
    localStorage.setItem(SIGNED_OUT_KEY, '1');
    become({ status: 'signed-out', expired: state.status === 'signed-in' });
  }
  return false;
}

async function oneTabAtATime(): Promise<boolean> {
  // Older browsers have no locks; one tab alone is safe all the same.
  if (!('locks' in navigator)) return askForNewToken();
  return navigator.locks.request('jobgate.refresh', askForNewToken);
}

/** Renews the access token; callers that come meanwhile wait for the same attempt. */
export function refresh(): Promise<boolean> {
  refreshing ??= oneTabAtATime().finally(() => {
    refreshing = null;
  });
  return refreshing;
}

/** At start-up: picks up the session the cookie holds. Never rejects. */
export async function startSession(): Promise<void> {
  if (localStorage.getItem(SIGNED_OUT_KEY) === null) {
    await refresh().catch(() => false);
  }
  if (state.status === 'starting') become({ status: 'signed-out', expired: false });
}

/** What a right password leads to: in, or to the second step with the right to show a code. */
export type Entered = { step: 'in'; user: User } | { step: 'code'; challenge: string };

export async function logIn(credentials: LogIn): Promise<Entered> {
  const response = await post('/api/auth/login/', credentials);
  if (!response.ok) throw await failure(response);
  if (response.status === 202) {
    const { challenge } = (await response.json()) as LoginChallenge;
    return { step: 'code', challenge };
  }
  return { step: 'in', user: accept((await response.json()) as Session) };
}

export const logInWithCode = (answer: LoginCode): Promise<User> =>
  enter('/api/auth/login/code/', answer);
export const acceptInvitation = (answer: AcceptInvitation): Promise<User> =>
  enter('/api/auth/invitation/accept/', answer);

/** In at once, or, where addresses are proven by a letter, to one's mail. */
export type SignedUp = { step: 'in'; user: User } | { step: 'mail' };

export async function signUp(person: SignUp): Promise<SignedUp> {
  const response = await post('/api/auth/signup/', person);
  if (!response.ok) throw await failure(response);
  if (response.status === 202) return { step: 'mail' };
  return { step: 'in', user: accept((await response.json()) as Session) };
}

/** Ends the session on this device, in every tab. Leaves at once; the server is told in passing. */
export async function logOut(): Promise<void> {
  const told = post('/api/auth/logout/').catch(() => null);
  localStorage.setItem(SIGNED_OUT_KEY, '1');
  channel?.postMessage('signed-out');
  become({ status: 'signed-out', expired: false });
  await told;
}

/** After the account itself was changed. */
export function setUser(user: User): void {
  if (state.status === 'signed-in') become({ status: 'signed-in', user });
}

/** A token that still holds for a while, or `null` when nobody is logged in. */
export async function accessToken(): Promise<string | null> {
  if (token !== null && Date.now() >= token.renewAt) await refresh().catch(() => false);
  return token?.value ?? null;
}

export function sessionState(): SessionState {
  return state;
}

export function onSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
