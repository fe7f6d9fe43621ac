import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { api } from '@/api/client';
import { loadTexts, startTexts } from '@/i18n';
import { DeliveriesSection } from './DeliveriesSection';
import { SettingsSection } from './SettingsSection';
import { UsersSection } from './UsersSection';
import { VideosSection } from './VideosSection';

const me = vi.hoisted(() => ({ status: 'signed-in', user: { id: 'hiba' } }));
vi.mock('@/hooks/useSession', () => ({ useSession: () => me }));

const get = vi.spyOn(api, 'GET');
const post = vi.spyOn(api, 'POST');
const put = vi.spyOn(api, 'PUT');

// Menus and dialogs ask for it, and jsdom has none; ids here need no escaping.
vi.stubGlobal('CSS', { escape: (text: string) => text });

beforeAll(async () => {
  await startTexts();
  await loadTexts('admin');
});
beforeEach(() => [get, post, put].forEach((spy) => spy.mockReset()));

const answer = (status: number, body?: unknown) =>
  Promise.resolve({
    ...(status < 400 ? { data: body } : { error: body }),
    response: new Response(null, { status }),
  } as never);
const page = (results: unknown[]) => ({
  count: results.length,
  next: null,
  previous: null,
  results,
});

function show(node: React.ReactNode) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(<QueryClientProvider client={queries}>{node}</QueryClientProvider>);
  return userEvent.setup();
}

const now = new Date().toISOString();
const mail = {
  id: 'm1',
  topic: 'video_viewed',
  state: 'dead',
  attempts: 13,
  next_at: now,
  error: 'certificate',
  created_at: now,
  finished_at: now,
  can_retry: true,
};

describe('what was to be told', () => {
  it('shows dead mails with their error, and puts one back', async () => {
    const old = { ...mail, id: 'm2', topic: 'unheard_of', can_retry: false };
    get.mockImplementation(() => answer(200, page([mail, old])));
    post.mockImplementation(() => answer(200, { ...mail, state: 'waiting' }));
    const user = show(<DeliveriesSection />);
    const [first, second] = await screen.findAllByRole('listitem');
    expect(within(first!).getByText('Vidéo regardée')).toBeTruthy();
    expect(within(first!).getByText('certificate')).toBeTruthy();
    expect(within(first!).getByText(/13 essais/u)).toBeTruthy();
    // One whose text is gone cannot be sent, and says why; a topic of a newer server has its name.
    expect(within(second!).getByText('unheard_of')).toBeTruthy();
    expect(within(second!).queryByRole('button')).toBeNull();
    expect(within(second!).getByText(/Plus vieux/u)).toBeTruthy();
    expect(get).toHaveBeenCalledWith(
      '/api/admin/mails/',
      expect.objectContaining({ params: { query: { state: 'dead' } } }),
    );
    await user.tab();
    await user.tab();
    await user.tab();
    await user.keyboard('{Enter}');
    expect(post).toHaveBeenCalledWith('/api/admin/mails/{id}/retry/', {
      params: { path: { id: 'm1' } },
    });
  });

  it('shows events when they are asked for, and puts one back', async () => {
    get.mockImplementation((path: string) =>
      answer(200, page(path === '/api/admin/events/' ? [{ ...mail, id: 7 }] : [])),
    );
    post.mockImplementation(() => answer(200, { ...mail, id: 7, state: 'waiting' }));
    const user = show(<DeliveriesSection />);
    expect(await screen.findByText('Aucun e-mail en échec')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: /Quoi/u }));
    await user.click(await screen.findByRole('option', { name: 'Évènements' }));
    await user.click(await screen.findByRole('button', { name: 'Relancer : Vidéo regardée' }));
    expect(post).toHaveBeenCalledWith('/api/admin/events/{id}/retry/', {
      params: { path: { id: 7 } },
    });
  });

  it('says what went wrong and tries again', async () => {
    get.mockImplementation(() => answer(500, {}));
    const user = show(<DeliveriesSection />);
    expect(await screen.findByRole('alert')).toBeTruthy();
    get.mockImplementation(() => answer(200, page([])));
    await user.click(screen.getByRole('button', { name: 'Réessayer' }));
    expect(await screen.findByText('Aucun e-mail en échec')).toBeTruthy();
  });
});

describe('the settings', () => {
  const settings = {
    sign_up_open: true,
    videos_need_approval: false,
    default_language: 'fr',
    updated_at: now,
  };

  it('change one by one', async () => {
    get.mockImplementation(() => answer(200, settings));
    put.mockImplementation(() => answer(200, { ...settings, videos_need_approval: true }));
    const user = show(<SettingsSection />);
    const approval = await screen.findByRole('switch', { name: /Valider les vidéos/u });
    expect((approval as HTMLInputElement).checked).toBe(false);
    await user.click(approval);
    expect(put).toHaveBeenCalledWith('/api/admin/settings/', {
      body: { videos_need_approval: true },
    });
    await vi.waitFor(() => expect((approval as HTMLInputElement).checked).toBe(true));
  });

  it('turn back when the server refuses', async () => {
    get.mockImplementation(() => answer(200, settings));
    put.mockImplementation(() => answer(500, {}));
    const user = show(<SettingsSection />);
    const open = await screen.findByRole('switch', { name: /Inscriptions ouvertes/u });
    await user.click(open);
    expect(await screen.findByRole('alert')).toBeTruthy();
    expect((open as HTMLInputElement).checked).toBe(true);
  });
});

describe('the accounts', () => {
  const hiba = {
    id: 'hiba',
    email: 'hiba@example.com',
    first_name: 'Hiba',
    last_name: 'Test',
    role: 'platform_admin',
    company: null,
    created_at: now,
    disabled_at: null,
  };
  const amal = { ...hiba, id: 'amal', first_name: 'Amal', role: 'candidate' };
  const badr = { ...amal, id: 'badr', first_name: 'Badr', disabled_at: now };

  it('are ended after a question, and restored; never the own one', async () => {
    get.mockImplementation(() => answer(200, page([hiba, amal, badr])));
    post.mockImplementation(() => answer(200, amal));
    const user = show(<UsersSection />);
    const [own, other, ended] = await screen.findAllByRole('listitem');
    expect(within(own!).queryByRole('button')).toBeNull();
    expect(within(ended!).getByText('Désactivé')).toBeTruthy();

    await user.click(within(other!).getByRole('button', { name: 'Désactiver : Amal Test' }));
    const question = await screen.findByRole('alertdialog');
    expect(post).not.toHaveBeenCalled();
    await user.click(within(question).getByRole('button', { name: 'Désactiver' }));
    expect(post).toHaveBeenCalledWith('/api/admin/users/{id}/disable/', {
      params: { path: { id: 'amal' } },
    });
    await user.click(await screen.findByRole('button', { name: 'Rétablir : Badr Test' }));
    expect(post).toHaveBeenLastCalledWith('/api/admin/users/{id}/restore/', {
      params: { path: { id: 'badr' } },
    });
  });
});

describe('the videos that wait', () => {
  const video = (id: string, title: string) => ({ id, title, duration: 61, updated_at: now });

  it('are approved one by one, and leave the list', async () => {
    const waiting = [video('v1', 'Présentation'), video('v2', 'Parcours')];
    get.mockImplementation(() => answer(200, page(waiting)));
    post.mockImplementation(() => {
      waiting.shift();
      return answer(200, {});
    });
    const user = show(<VideosSection />);
    await user.click(await screen.findByRole('button', { name: 'Valider : Présentation' }));
    expect(post).toHaveBeenCalledExactlyOnceWith('/api/videos/{id}/approve/', {
      params: { path: { id: 'v1' } },
    });
    await waitFor(() => expect(screen.queryByText('Présentation')).toBeNull());
    expect(screen.getByText('Parcours')).toBeTruthy();
  });

  it('stay when the server refuses, which is said', async () => {
    get.mockImplementation(() => answer(200, page([video('v1', 'Présentation')])));
    const problem = { type: '/problems/video-not-completed', title: 'Pas prête', status: 409 };
    post.mockImplementation(() => answer(409, problem));
    const user = show(<VideosSection />);
    await user.click(await screen.findByRole('button', { name: 'Valider : Présentation' }));
    expect(await screen.findByText('Pas prête')).toBeTruthy();
    expect(screen.getByText('Présentation')).toBeTruthy();
  });
});
