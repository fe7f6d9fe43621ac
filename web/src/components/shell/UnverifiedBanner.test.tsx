import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { api } from '@/api/client';
import type { User } from '@/api/models';
import { useUser } from '@/hooks/useSession';
import { changeLanguage, i18next, startTexts } from '@/i18n';
import { LANGUAGES } from '@/i18n/language';
import { answer, problem, signIn } from '@/test/pages';
import { UnverifiedBanner } from './UnverifiedBanner';

const get = vi.spyOn(api, 'GET');
const post = vi.spyOn(api, 'POST');

beforeAll(() => startTexts());
beforeEach(async () => {
  get.mockReset();
  post.mockReset();
  sessionStorage.clear();
  await changeLanguage('fr');
});

const nour: User = {
  id: 'nour',
  email: 'nour@example.org',
  email_verified: false,
  can_verify_email: true,
  first_name: 'Nour',
  last_name: 'Idrissi',
  role: 'candidate',
  language: 'fr',
  company: null,
  profile_id: 'profile',
};
/** The banner of whoever is logged in, as the shell of every page shows it. */
function Shown() {
  return <UnverifiedBanner user={useUser()} />;
}

async function show(user: User) {
  await signIn(user);
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const shown = render(
    <QueryClientProvider client={queries}>
      <Shown />
    </QueryClientProvider>,
  );
  return { user: userEvent.setup(), queries, ...shown };
}
const banner = () => screen.queryByRole('region', { name: 'Adresse à vérifier' });
const again = () => screen.getByRole('button', { name: 'Renvoyer le message' });

it('names the address, and has nothing to say of one that is proven or cannot be', async () => {
  get.mockImplementation(() => answer(200, nour));
  const first = await show(nour);
  expect(banner()?.textContent).toContain('nour@example.org');
  first.unmount();
  for (const other of [{ email_verified: true }, { can_verify_email: false }]) {
    const { unmount } = await show({ ...nour, ...other });
    expect(banner()).toBeNull();
    unmount();
  }
});

it('sends the letter again, with the keyboard alone, and says where to look', async () => {
  get.mockImplementation(() => answer(200, nour));
  post.mockImplementation(() => answer(202, {}));
  const { user } = await show(nour);
  await user.tab();
  expect(document.activeElement).toBe(again());
  await user.keyboard('{Enter}');
  expect((await screen.findByRole('status')).textContent).toContain('indésirables');
  expect(post).toHaveBeenCalledWith('/api/auth/verification/', {
    body: { email: 'nour@example.org' },
  });
});

it('says when to come back where letters are slowed down, and lets one try again', async () => {
  get.mockImplementation(() => answer(200, nour));
  post.mockImplementation(() =>
    problem(429, 'too-many-tries', { detail: 'Réessayez dans 2 minutes.' }),
  );
  const { user } = await show(nour);
  await user.click(again());
  expect((await screen.findByRole('alert')).textContent).toContain('Réessayez dans 2 minutes.');
  post.mockImplementation(() => answer(202, {}));
  await user.click(again());
  await screen.findByRole('status');
  expect(screen.queryByRole('alert')).toBeNull();
});

it('stays away for the visit once it is hidden, for this person alone', async () => {
  get.mockImplementation(() => answer(200, nour));
  const first = await show(nour);
  await first.user.click(screen.getByRole('button', { name: 'Masquer pour cette visite' }));
  expect(banner()).toBeNull();
  first.unmount();
  const second = await show(nour);
  expect(banner()).toBeNull();
  second.unmount();
  await show({ ...nour, id: 'somebody-else' });
  expect(banner()).not.toBeNull();
});

it('goes when the letter was opened elsewhere', async () => {
  get.mockImplementation(() => answer(200, nour));
  const { queries } = await show(nour);
  await vi.waitFor(() => expect(get).toHaveBeenCalledTimes(1));
  // A look under way would be waited for, and not repeated.
  await vi.waitFor(() => expect(queries.isFetching()).toBe(0));
  expect(banner()).not.toBeNull();
  get.mockImplementation(() => answer(200, { ...nour, email_verified: true }));
  // As when the window is looked at again.
  await queries.refetchQueries();
  // A busy machine renders late.
  await vi.waitFor(() => expect(banner()).toBeNull(), { timeout: 4_000 });
});

it.each(LANGUAGES)('speaks %s', async (language) => {
  await changeLanguage(language);
  get.mockImplementation(() => answer(200, nour));
  await show(nour);
  const text = i18next.t('unverified', { email: nour.email });
  expect(screen.getByText(text)).toBeTruthy();
  expect(text).toContain(nour.email);
});
