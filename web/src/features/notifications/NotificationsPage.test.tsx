import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { api } from '@/api/client';
import { loadTexts, startTexts } from '@/i18n';
import { NotificationList } from './NotificationList';
import { PreferencesCard } from './PreferencesCard';

const push = vi.hoisted(() => vi.fn());
vi.mock('@tanstack/react-router', () => ({ useRouter: () => ({ history: { push } }) }));

const get = vi.spyOn(api, 'GET');
const post = vi.spyOn(api, 'POST');
const put = vi.spyOn(api, 'PUT');

beforeAll(async () => {
  await startTexts();
  await loadTexts('notifications');
});
beforeEach(() => [get, post, put, push].forEach((spy) => spy.mockReset()));

const answer = (status: number, body?: unknown) =>
  Promise.resolve({
    ...(status < 400 ? { data: body } : { error: body }),
    response: new Response(null, { status }),
  } as never);
const page = (results: unknown[], next: string | null = null) => ({
  count: results.length,
  next,
  previous: null,
  results,
});

function show(node: React.ReactNode) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(<QueryClientProvider client={queries}>{node}</QueryClientProvider>);
  return userEvent.setup();
}

const viewed = {
  id: 'one',
  type: 'video_viewed',
  title: 'Atlas a regardé votre vidéo',
  message: 'Quelqu’un de Atlas a regardé « Moi ».',
  priority: 'normal',
  extra_data: {},
  action_url: '/videos/v',
  action_text: 'Voir la vidéo',
  reason: 'Cette vidéo est la vôtre.',
  is_read: false,
  read_at: null,
  is_archived: false,
  created_at: new Date().toISOString(),
};
const read = { ...viewed, id: 'two', title: 'Déjà lue', is_read: true, priority: 'urgent' };

describe('the list', () => {
  it('shows what is unread, what is urgent and why one is told', async () => {
    get.mockImplementation(() => answer(200, page([viewed, read])));
    show(<NotificationList shown="all" />);
    const [first, second] = await screen.findAllByRole('listitem');
    expect(within(first!).getByText('Non lue')).toBeTruthy();
    expect(within(first!).getByText('Cette vidéo est la vôtre.')).toBeTruthy();
    expect(within(second!).queryByText('Non lue')).toBeNull();
    expect(within(second!).getByText('Urgent')).toBeTruthy();
    expect(get).toHaveBeenCalledWith(
      '/api/notifications/notifications/',
      expect.objectContaining({ params: { query: { is_archived: 'false' } } }),
    );
  });

  it('asks for the unread and the archived alone', async () => {
    get.mockImplementation(() => answer(200, page([])));
    show(<NotificationList shown="unread" />);
    expect(await screen.findByText('Tout est lu')).toBeTruthy();
    expect(get).toHaveBeenCalledWith(
      '/api/notifications/notifications/',
      expect.objectContaining({ params: { query: { is_read: 'false', is_archived: 'false' } } }),
    );
  });

  it('marks one, archives one, and marks all', async () => {
    get.mockImplementation(() => answer(200, page([viewed, read])));
    post.mockImplementation(() => answer(200, viewed));
    const user = show(<NotificationList shown="all" />);
    const button = (name: string) => screen.findByRole('button', { name });
    await user.click(await button(`Marquer comme lu : ${viewed.title}`));
    expect(post).toHaveBeenCalledWith('/api/notifications/{id}/mark_as_read/', {
      params: { path: { id: 'one' } },
    });
    await user.click(await button('Archiver : Déjà lue'));
    expect(post).toHaveBeenCalledWith('/api/notifications/{id}/archive/', {
      params: { path: { id: 'two' } },
    });
    await user.click(await button('Tout marquer comme lu'));
    expect(post).toHaveBeenCalledWith('/api/notifications/mark_all_as_read/');
  });

  it('goes to the thing and takes it as read', async () => {
    get.mockImplementation(() => answer(200, page([viewed])));
    post.mockImplementation(() => answer(200, viewed));
    const user = show(<NotificationList shown="all" />);
    const link = await screen.findByRole('link', { name: 'Voir la vidéo' });
    expect(link.getAttribute('href')).toBe('/videos/v');
    await user.click(link);
    expect(push).toHaveBeenCalledWith('/videos/v');
    expect(post).toHaveBeenCalledTimes(1);
  });

  it('says what went wrong and tries again', async () => {
    get.mockImplementation(() => answer(500, {}));
    const user = show(<NotificationList shown="all" />);
    expect(await screen.findByRole('alert')).toBeTruthy();
    get.mockImplementation(() => answer(200, page([])));
    await user.click(screen.getByRole('button', { name: 'Réessayer' }));
    expect(await screen.findByText('Rien pour l’instant')).toBeTruthy();
  });
});

describe('the preferences', () => {
  it('change one way of one type', async () => {
    const preferences = [{ type: 'video_viewed', in_app: true, email: true }];
    get.mockImplementation(() => answer(200, { preferences }));
    put.mockImplementation(() =>
      answer(200, { preferences: [{ type: 'video_viewed', in_app: true, email: false }] }),
    );
    const user = show(<PreferencesCard />);
    const mail = await screen.findByRole('switch', { name: 'Par e-mail' });
    expect((mail as HTMLInputElement).checked).toBe(true);
    await user.click(mail);
    expect(put).toHaveBeenCalledWith('/api/notifications/preferences/', {
      body: { preferences: [{ type: 'video_viewed', in_app: true, email: false }] },
    });
    await vi.waitFor(() => expect((mail as HTMLInputElement).checked).toBe(false));
  });
});
