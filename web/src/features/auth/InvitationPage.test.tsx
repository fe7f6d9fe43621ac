import { screen } from '@testing-library/react';
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { api } from '@/api/client';
import { ApiProblem } from '@/api/problem';
import * as session from '@/api/session';
import { loadTexts, startTexts } from '@/i18n';
import { answer, later, problem, showPage, unreachable } from '@/test/pages';
import InvitationPage from './InvitationPage';

const post = vi.spyOn(api, 'POST');
const accept = vi.spyOn(session, 'acceptInvitation');

beforeAll(async () => {
  await startTexts();
  await loadTexts('auth');
});
beforeEach(() => {
  post.mockReset();
  accept.mockReset();
});

const ADDRESS = '/invitation#token=abc.def';
const invited = { company: 'Atlas', email: 'salma@atlas.example' };
const PASSWORD = 'le vent du large';
const firstName = () => screen.findByLabelText<HTMLInputElement>('Prénom');
const join = () => screen.getByRole('button', { name: 'Rejoindre' });

type Shown = ReturnType<typeof showPage>;
async function fillIn({ user }: Shown, password = PASSWORD) {
  const input = await firstName();
  while (document.activeElement !== input) await user.tab();
  await user.keyboard(' Salma ');
  await user.tab();
  await user.keyboard('Idrissi');
  await user.tab();
  await user.keyboard(`${password}{Enter}`);
}

it('says who invites whom, and lets one in with the keyboard alone', async () => {
  post.mockImplementation(() => answer(200, invited));
  accept.mockResolvedValue({} as never);
  const shown = showPage(InvitationPage, ADDRESS);
  await firstName();
  expect(screen.getByText(/Atlas invite salma@atlas\.example/u)).toBeTruthy();
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Rejoindre l’équipe');
  await fillIn(shown);
  expect(post).toHaveBeenCalledWith(
    '/api/auth/invitation/',
    expect.objectContaining({ body: { token: 'abc.def' } }),
  );
  await vi.waitFor(() => expect(accept).toHaveBeenCalledOnce());
  expect(accept.mock.calls[0]?.[0]).toEqual({
    token: 'abc.def',
    first_name: 'Salma',
    last_name: 'Idrissi',
    password: PASSWORD,
    language: 'fr',
  });
  await vi.waitFor(() => expect(shown.router.state.location.pathname).toBe('/'));
});

it('names its fields for password managers and screen readers', async () => {
  post.mockImplementation(() => answer(200, invited));
  const { container } = showPage(InvitationPage, ADDRESS);
  expect((await firstName()).getAttribute('autocomplete')).toBe('given-name');
  expect(screen.getByLabelText('Nom').getAttribute('autocomplete')).toBe('family-name');
  const password = screen.getByLabelText('Mot de passe');
  expect(password.getAttribute('autocomplete')).toBe('new-password');
  expect(password.getAttribute('aria-describedby')).not.toBeNull();
  const whose = container.querySelector('input[name=username]');
  expect(whose?.getAttribute('value')).toBe(invited.email);
});

it('keeps the place of the form while the invitation is looked up', async () => {
  const slow = later(200, invited);
  post.mockImplementation(() => slow.promise);
  const { container } = showPage(InvitationPage, ADDRESS);
  await vi.waitFor(() => expect(container.querySelector('.skeleton')).not.toBeNull());
  expect(screen.queryByRole('button', { name: 'Rejoindre' })).toBeNull();
  slow.give();
  await firstName();
  expect(container.querySelector('.skeleton')).toBeNull();
});

it('asks for what is missing before it asks the server, at each field', async () => {
  post.mockImplementation(() => answer(200, invited));
  const { user } = showPage(InvitationPage, ADDRESS);
  await firstName();
  await user.click(join());
  for (const label of ['Prénom', 'Nom', 'Mot de passe']) {
    expect(screen.getByLabelText(label).getAttribute('aria-invalid'), label).toBe('true');
  }
  expect(accept).not.toHaveBeenCalled();
});

it.each([
  ['without a token', '/invitation'],
  ['that was used, withdrawn or has run out', ADDRESS],
])('asks to be invited again for a link %s', async (_, address) => {
  post.mockImplementation(() => problem(409, 'letter-expired'));
  showPage(InvitationPage, address);
  expect(await screen.findByText('Ce lien n’est plus valable')).toBeTruthy();
  expect(screen.getByText(/Demandez à qui vous a invité·e/u)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Rejoindre' })).toBeNull();
});

it('says so when the invitation is withdrawn while the form is filled in', async () => {
  post.mockImplementation(() => answer(200, invited));
  accept.mockRejectedValue(new ApiProblem(409, { type: '/problems/letter-expired' }));
  await fillIn(showPage(InvitationPage, ADDRESS));
  expect(await screen.findByText('Ce lien n’est plus valable')).toBeTruthy();
});

it('keeps what was typed when the address is another account’s', async () => {
  const elsewhere = {
    type: '/problems/account-elsewhere',
    title: 'Adresse d’un autre compte',
    detail: 'Demandez une invitation à une autre adresse.',
  };
  post.mockImplementation(() => answer(200, invited));
  accept.mockRejectedValue(new ApiProblem(409, elsewhere));
  await fillIn(showPage(InvitationPage, ADDRESS));
  expect((await screen.findByRole('alert')).textContent).toContain(elsewhere.detail);
  expect((await firstName()).value).toBe(' Salma ');
});

it.each([
  ['fails', () => problem(500, 'internal'), 'Quelque chose n’a pas fonctionné'],
  ['is out of reach', unreachable, 'Le serveur est injoignable'],
])('says when the server %s, and looks again when asked', async (_, fails, said) => {
  post.mockImplementationOnce(fails);
  post.mockImplementationOnce(() => answer(200, invited));
  const { user } = showPage(InvitationPage, ADDRESS);
  expect((await screen.findByRole('alert')).textContent).toContain(said);
  await user.click(screen.getByRole('button', { name: 'Réessayer' }));
  await firstName();
});
