import { screen } from '@testing-library/react';
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { api } from '@/api/client';
import type { Application, Offer } from '@/api/models';
import { loadTexts, startTexts } from '@/i18n';
import { answer, problem, showPage, signIn } from '@/test/pages';
import { Applying } from './Applying';

const get = vi.spyOn(api, 'GET');
const post = vi.spyOn(api, 'POST');

beforeAll(async () => {
  // The dialog asks for it, and jsdom has none.
  vi.stubGlobal('CSS', { escape: (text: string) => text });
  await startTexts();
  await loadTexts('offers');
});
beforeEach(async () => {
  get.mockReset();
  post.mockReset();
  serve(mine);
  await signIn({
    id: 'hajar',
    email: 'hajar@example.org',
    email_verified: true,
    can_verify_email: true,
    first_name: 'Hajar',
    last_name: 'Test',
    role: 'candidate',
    language: 'fr',
    company: null,
    profile_id: 'profile',
  });
});

const company = { id: 'atlas', name: 'Atlas' };
const when = { created_at: '2026-11-02T10:00:00Z', updated_at: '2026-11-02T10:00:00Z' };
const offer: Offer = {
  id: 'offer',
  company,
  title: 'Développeuse Rust',
  description: '',
  required_skills: [],
  location: '',
  languages: [],
  status: 'open',
  application: null,
  application_count: null,
  ...when,
};
const mine: Application = {
  id: 'mine',
  offer: 'offer',
  offer_title: offer.title,
  company,
  profile: 'profile',
  first_name: 'Hajar',
  last_name: 'Test',
  message: 'Bonjour.',
  status: 'shortlisted',
  ...when,
};

function serve(application: Application) {
  get.mockImplementation((path: string) =>
    answer(200, path.includes('profiles') ? { presentation_video: null } : application),
  );
}
const show = (values: Partial<Offer> = {}) =>
  showPage(() => <Applying offer={{ ...offer, ...values }} />, '/offers/offer');
const apply = () => screen.findByRole('button', { name: 'Postuler' });

it('says who will see what, and sends the message', async () => {
  post.mockImplementation(() => answer(201, mine));
  const { user } = show();
  expect(await screen.findByText(/^Atlas verra votre profil/u)).toBeTruthy();
  const way = await screen.findByRole('link', { name: 'Enregistrer une vidéo' });
  expect(way.getAttribute('href')).toBe('/studio');
  await user.type(screen.getByLabelText('Votre message'), ' Bonjour. ');
  await user.click(await apply());
  expect(post).toHaveBeenCalledExactlyOnceWith('/api/offers/{id}/apply/', {
    params: { path: { id: 'offer' } },
    body: { message: 'Bonjour.' },
  });
});

it('keeps what was typed when it is refused', async () => {
  post.mockImplementation(() => problem(409, 'offer-not-open'));
  const { user } = show();
  const message = await screen.findByLabelText<HTMLTextAreaElement>('Votre message');
  await user.type(message, 'Bonjour.');
  await user.click(await apply());
  expect((await screen.findByRole('alert')).textContent).toContain('offer-not-open');
  expect(message.value).toBe('Bonjour.');
});

it('shows what became of an application, and takes it back after a question', async () => {
  post.mockImplementation(() => answer(200, { ...mine, status: 'withdrawn' }));
  const { user } = show({ application: 'mine' });
  expect(await screen.findByText('Présélection')).toBeTruthy();
  expect(screen.getByText('Bonjour.')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Retirer ma candidature' }));
  expect(post).not.toHaveBeenCalled();
  const dialog = await screen.findByRole('alertdialog', { name: 'Retirer votre candidature ?' });
  expect(dialog.textContent).toContain('Atlas ne verra plus');
  await user.click(screen.getAllByRole('button', { name: 'Retirer ma candidature' }).at(-1)!);
  expect(post).toHaveBeenCalledWith('/api/applications/{id}/withdraw/', {
    params: { path: { id: 'mine' } },
  });
});

it('lets one apply again after a withdrawal, as long as the offer is open', async () => {
  serve({ ...mine, status: 'withdrawn' });
  const { unmount } = show({ application: 'mine' });
  await apply();
  unmount();
  show({ application: 'mine', status: 'closed' });
  expect(await screen.findByText('Cette offre est close')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Postuler' })).toBeNull();
});
