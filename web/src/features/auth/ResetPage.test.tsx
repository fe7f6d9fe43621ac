import { screen } from '@testing-library/react';
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { api } from '@/api/client';
import { loadTexts, startTexts } from '@/i18n';
import { answer, fault, later, problem, showPage, unreachable } from '@/test/pages';
import ResetPage from './ResetPage';

const post = vi.spyOn(api, 'POST');

beforeAll(async () => {
  await startTexts();
  await loadTexts('auth');
});
beforeEach(() => {
  post.mockReset();
});

const PASSWORD = 'le vent du large';
const field = () => screen.findByLabelText<HTMLInputElement>('Nouveau mot de passe');
const submit = () => screen.getByRole('button', { name: 'Enregistrer le mot de passe' });

it('sets the password of the link, with the keyboard alone, and says that one is out everywhere', async () => {
  post.mockImplementation(() => answer(204));
  const { user } = showPage(ResetPage, '/reset#token=abc.def');
  const input = await field();
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Nouveau mot de passe');
  expect(document.title).toContain('Nouveau mot de passe');
  // For the password manager.
  expect(input.getAttribute('autocomplete')).toBe('new-password');
  expect(input.getAttribute('aria-describedby')).not.toBeNull();
  while (document.activeElement !== input) await user.tab();
  await user.keyboard(`${PASSWORD}{Enter}`);
  expect((await screen.findByRole('status')).textContent).toContain('déconnecté·e partout');
  expect(post).toHaveBeenCalledExactlyOnceWith('/api/auth/reset/confirm/', {
    body: { token: 'abc.def', password: PASSWORD },
  });
  const back = screen.getByRole('link', { name: 'Aller à la connexion' });
  expect(back.getAttribute('href')).toBe('/login');
});

it('is busy while the password is being set, and sends it once', async () => {
  const slow = later(204);
  post.mockImplementation(() => slow.promise);
  const { user } = showPage(ResetPage, '/reset#token=abc.def');
  await user.type(await field(), `${PASSWORD}{Enter}`);
  const button = submit();
  expect(button.getAttribute('data-pending')).toBe('true');
  await user.click(button);
  expect(post).toHaveBeenCalledOnce();
  slow.give();
  await screen.findByRole('status');
});

it('asks for twelve characters before it asks the server', async () => {
  const { user } = showPage(ResetPage, '/reset#token=abc.def');
  await user.type(await field(), 'court{Enter}');
  const input = await field();
  expect(input.getAttribute('aria-invalid')).toBe('true');
  const told = input.getAttribute('aria-describedby')?.split(' ') ?? [];
  const texts = told.map((id) => document.getElementById(id)?.textContent);
  expect(texts).toContain('Choisissez un mot de passe d’au moins 12 caractères.');
  expect(post).not.toHaveBeenCalled();
});

it('shows at the field what the server has against the password', async () => {
  post.mockImplementation(() => fault('password', 'Trop long.'));
  const { user } = showPage(ResetPage, '/reset#token=abc.def');
  await user.type(await field(), `${PASSWORD}{Enter}`);
  expect(await screen.findByText('Trop long.')).toBeTruthy();
  expect((await field()).getAttribute('aria-invalid')).toBe('true');
  expect(screen.queryByRole('alert')).toBeNull();
});

it.each([
  ['without a token', '/reset'],
  ['with an empty one', '/reset#token='],
])('leads to a new letter %s', async (_, address) => {
  showPage(ResetPage, address);
  expect(await screen.findByText('Ce lien n’est plus valable')).toBeTruthy();
  const link = screen.getByRole('link', { name: 'Demander un nouveau lien' });
  expect(link.getAttribute('href')).toBe('/forgot');
  expect(screen.queryByRole('textbox')).toBeNull();
  expect(screen.queryByRole('button', { name: 'Enregistrer le mot de passe' })).toBeNull();
});

it('leads to a new letter when the link was used or has run out', async () => {
  post.mockImplementation(() => problem(409, 'letter-expired'));
  const { user } = showPage(ResetPage, '/reset#token=old.one');
  await user.type(await field(), `${PASSWORD}{Enter}`);
  expect(await screen.findByText('Ce lien n’est plus valable')).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Demander un nouveau lien' })).toBeTruthy();
});

it.each([
  ['fails', () => problem(500, 'internal'), 'Quelque chose n’a pas fonctionné'],
  ['is out of reach', unreachable, 'Le serveur est injoignable'],
])('keeps what was typed when the server %s, and tries again', async (_, fails, said) => {
  post.mockImplementationOnce(fails);
  post.mockImplementationOnce(() => answer(204));
  const { user } = showPage(ResetPage, '/reset#token=abc.def');
  await user.type(await field(), `${PASSWORD}{Enter}`);
  expect((await screen.findByRole('alert')).textContent).toContain(said);
  expect((await field()).value).toBe(PASSWORD);
  await user.click(submit());
  await screen.findByRole('status');
  expect(post).toHaveBeenCalledTimes(2);
});
