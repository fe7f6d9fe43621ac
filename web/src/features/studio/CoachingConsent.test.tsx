import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { api } from '@/api/client';
import type { Consent } from '@/api/models';
import * as session from '@/api/session';
import { loadTexts, startTexts } from '@/i18n';
import { hasDeclinedCoaching, rememberCoaching } from '@/lib/coachingChoice';
import type { StudioController } from '@/live/controller';
import { CoachingConsentPhase } from './CoachingConsent';
import { hasAnswered, StudioRequests } from './requests';

const USER = 'u1';
const text = {
  kind: 'analyse',
  version: '2026-11',
  language: 'fr',
  title: 'Coaching',
  body: 'a\n\nb',
};
const get = vi.spyOn(api, 'GET');
const post = vi.spyOn(api, 'POST');

beforeAll(async () => {
  await startTexts();
  await loadTexts('coaching', 'studio');
  vi.spyOn(session, 'sessionState').mockReturnValue({
    status: 'signed-in',
    user: { id: USER } as never,
  });
});
beforeEach(() => {
  localStorage.clear();
  get.mockReset();
  post.mockReset();
});

const answer = (status: number, body: unknown) =>
  Promise.resolve({
    ...(status < 400 ? { data: body } : { error: body }),
    response: new Response(null, { status }),
  } as never);

describe('the question', () => {
  async function ask() {
    get.mockImplementation(() => answer(200, text));
    const send = vi.fn();
    const controller = { send } as unknown as StudioController;
    render(
      <QueryClientProvider client={new QueryClient()}>
        <CoachingConsentPhase controller={controller} />
      </QueryClientProvider>,
    );
    await act(() => Promise.resolve());
    await screen.findByText('b');
    return { send, user: userEvent.setup() };
  }
  const yes = () => screen.getByRole('button', { name: 'Oui, me guider' });
  const no = () => screen.getByRole('button', { name: 'Non, sans analyse' });

  it('gives the yes and the no the same weight', async () => {
    await ask();
    expect(yes().className).toBe(no().className);
  });

  it('takes a yes in the version shown, and leads on', async () => {
    const { send, user } = await ask();
    post.mockImplementation(() => answer(201, {}));
    await user.click(yes());
    expect(post).toHaveBeenCalledWith('/api/consents/', {
      body: { kind: 'analyse', version: '2026-11', language: 'fr' },
    });
    expect(send).toHaveBeenCalledWith({ type: 'coaching_answered' });
    expect(hasDeclinedCoaching(USER)).toBe(false);
  });

  it('takes a no without a word to the server, remembers it, and leads on', async () => {
    const { send, user } = await ask();
    await user.click(no());
    expect(post).not.toHaveBeenCalled();
    expect(send).toHaveBeenCalledWith({ type: 'coaching_answered' });
    expect(hasDeclinedCoaching(USER)).toBe(true);
    expect(hasDeclinedCoaching('somebody else')).toBe(false);
  });

  it('stays when the yes did not arrive, and the no still leads on', async () => {
    const { send, user } = await ask();
    post.mockImplementation(() => answer(500, {}));
    await user.click(yes());
    expect(await screen.findByRole('alert')).toBeTruthy();
    expect(send).not.toHaveBeenCalled();
    await user.click(no());
    expect(send).toHaveBeenCalledTimes(1);
  });
});

describe('whether it is asked', () => {
  const consent = (kind: string, more: Partial<Consent> = {}) =>
    ({ kind, current: true, withdrawn_at: null, ...more }) as Consent;
  const withdrawn = consent('analyse', { current: false, withdrawn_at: '2026-11-22T10:00:00Z' });

  it('is answered by a yes, a yes taken back, or a no on this device', () => {
    expect(hasAnswered([])).toBe(false);
    expect(hasAnswered([consent('record')])).toBe(false);
    expect(hasAnswered([consent('analyse')])).toBe(true);
    expect(hasAnswered([withdrawn])).toBe(true);
    rememberCoaching(USER, 'no');
    expect(hasAnswered([])).toBe(true);
    rememberCoaching(USER, 'yes');
    expect(hasAnswered([])).toBe(false);
  });

  it('is open again when the text changed since the yes', () => {
    expect(hasAnswered([consent('analyse', { current: false }), withdrawn])).toBe(false);
  });

  const prepare = (textStatus: number) => {
    get.mockImplementation((path: string) => {
      if (path === '/api/scripts/') return answer(200, { results: [{ id: 's', slug: 's' }] });
      if (path === '/api/consents/') return answer(200, [consent('record')]);
      if (path === '/api/consents/texts/{kind}/') return answer(textStatus, text);
      return answer(200, { results: [] });
    });
    const wish = { videoId: undefined, scriptSlug: undefined, practice: false };
    return new StudioRequests(new QueryClient(), {
      ...wish,
      title: () => 'title',
      language: () => 'fr',
    }).prepare();
  };

  it('is skipped where the server has no such text', async () => {
    expect(await prepare(404)).toMatchObject({ consented: true, asksCoaching: false });
    expect(await prepare(200)).toMatchObject({ consented: true, asksCoaching: true });
  });
});
