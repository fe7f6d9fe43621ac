import { beforeEach, describe, expect, it, vi } from 'vitest';

const user = { id: 'u', first_name: 'Salma', role: 'candidate', language: 'fr' };
const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json' },
  });
const session = (token: string, expires_in = 600) =>
  json({ access_token: token, expires_in, user });
const refused = () => json({ type: '/problems/not-authenticated', title: 'Non', status: 401 }, 401);

type Handler = (path: string, request: Request) => Response | Promise<Response>;
const calls: string[] = [];

/** A fresh module each time: the session is kept in its memory. */
async function fresh(handler: Handler) {
  vi.resetModules();
  calls.length = 0;
  vi.stubGlobal('fetch', async (input: string | Request, init?: RequestInit) => {
    const request =
      input instanceof Request ? input : new Request(new URL(input, window.location.origin), init);
    const path = new URL(request.url).pathname;
    calls.push(`${request.method} ${path}`);
    return handler(path, request);
  });
  const [sessionModule, { api }] = await Promise.all([import('./session'), import('./client')]);
  return { ...sessionModule, api };
}

beforeEach(() => localStorage.clear());

describe('at start-up', () => {
  it('picks up what the cookie holds', async () => {
    const { startSession, sessionState } = await fresh(() => session('one'));
    await startSession();
    expect(sessionState()).toMatchObject({ status: 'signed-in', user: { first_name: 'Salma' } });
  });

  it('is signed out without one, and does not ask again the next time', async () => {
    const first = await fresh(refused);
    await first.startSession();
    expect(first.sessionState()).toEqual({ status: 'signed-out', expired: false });
    const second = await fresh(refused);
    await second.startSession();
    expect(calls).toEqual([]);
  });

  it('does not hang on a server that is away', async () => {
    const { startSession, sessionState } = await fresh(() => Promise.reject(new TypeError('down')));
    await startSession();
    expect(sessionState().status).toBe('signed-out');
  });
});

describe('a refused request', () => {
  it('renews the token once for all that wait, and tries each again', async () => {
    let valid = 'old';
    const { startSession, api } = await fresh(async (path, request) => {
      if (path === '/api/auth/refresh/') {
        await new Promise((done) => setTimeout(done, 5));
        const token = calls.filter((call) => call.includes('refresh')).length === 1 ? 'old' : 'new';
        valid = token;
        return session(token);
      }
      return request.headers.get('authorization') === `Bearer ${valid}` && valid === 'new'
        ? json({ results: [], next: null })
        : refused();
    });
    await startSession();
    const answers = await Promise.all([
      api.GET('/api/videos/'),
      api.GET('/api/companies/'),
      api.GET('/api/scripts/'),
    ]);
    expect(answers.map(({ response }) => response.status)).toEqual([200, 200, 200]);
    expect(calls.filter((call) => call.includes('refresh'))).toHaveLength(2);
  });

  it('sends the same body again', async () => {
    const bodies: string[] = [];
    let renewals = 0;
    const { startSession, api } = await fresh(async (path, request) => {
      if (path === '/api/auth/refresh/') {
        renewals += 1;
        return session(`t${String(renewals)}`);
      }
      bodies.push(await request.text());
      return bodies.length === 1 ? refused() : json(user);
    });
    await startSession();
    await api.PATCH('/api/auth/me/', { body: { language: 'ar' } });
    expect(bodies).toEqual(['{"language":"ar"}', '{"language":"ar"}']);
  });

  it('ends the session when it cannot be renewed', async () => {
    let renewals = 0;
    const { startSession, sessionState, api } = await fresh((path) => {
      if (path !== '/api/auth/refresh/') return refused();
      renewals += 1;
      return renewals === 1 ? session('one') : refused();
    });
    await startSession();
    const { response } = await api.GET('/api/videos/');
    expect(response.status).toBe(401);
    expect(sessionState()).toEqual({ status: 'signed-out', expired: true });
  });
});

it('renews a token that is about to end before it is used', async () => {
  let renewals = 0;
  const seen: (string | null)[] = [];
  const { startSession, api } = await fresh((path, request) => {
    if (path === '/api/auth/refresh/') {
      renewals += 1;
      return renewals === 1 ? session('short', 1) : session('long');
    }
    seen.push(request.headers.get('authorization'));
    return json({ results: [], next: null });
  });
  await startSession();
  await api.GET('/api/videos/');
  expect(seen).toEqual(['Bearer long']);
});

it('never stores the token where a script of another page could read it', async () => {
  const { logIn } = await fresh(() => session('secret-token'));
  await logIn({ email: 'salma@exemple.ma', password: 'x' });
  expect(JSON.stringify(Object.entries(localStorage)) + document.cookie).not.toContain(
    'secret-token',
  );
});

describe('with a second step', () => {
  const asked = () => json({ challenge: 'half-way', expires_in: 300 }, 202);

  it('is not logged in by the password alone', async () => {
    const { logIn, sessionState } = await fresh(asked);
    const entered = await logIn({ email: 'salma@exemple.ma', password: 'x' });
    expect(entered).toEqual({ step: 'code', challenge: 'half-way' });
    expect(sessionState().status).not.toBe('signed-in');
    expect(JSON.stringify(Object.entries(localStorage)) + document.cookie).not.toContain(
      'half-way',
    );
  });

  it('is logged in by the code that answers the challenge', async () => {
    const bodies: unknown[] = [];
    const { logInWithCode, sessionState } = await fresh(async (path, request) => {
      bodies.push([path, await request.json()]);
      return session('one');
    });
    await logInWithCode({ challenge: 'half-way', code: '123456' });
    expect(bodies).toEqual([['/api/auth/login/code/', { challenge: 'half-way', code: '123456' }]]);
    expect(sessionState().status).toBe('signed-in');
  });

  it('says what the server says of a wrong code', async () => {
    const { logInWithCode, sessionState } = await fresh(() =>
      json({ type: '/problems/wrong-code', title: 'Code refusé', detail: 'Attendez.' }, 401),
    );
    await expect(logInWithCode({ challenge: 'c', code: '1' })).rejects.toMatchObject({
      slug: 'wrong-code',
      title: 'Code refusé',
    });
    expect(sessionState().status).not.toBe('signed-in');
  });
});
