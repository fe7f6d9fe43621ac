import { screen } from '@testing-library/react';
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { api } from '@/api/client';
import { loadTexts, startTexts } from '@/i18n';
import { answer, later, problem, showPage, unreachable } from '@/test/pages';
import VerifyPage from './VerifyPage';

const post = vi.spyOn(api, 'POST');

beforeAll(async () => {
  await startTexts();
  await loadTexts('auth');
});
beforeEach(() => {
  post.mockReset();
});

const button = () => screen.findByRole('button', { name: 'Vérifier mon adresse' });

it('proves the address by a press and not by being opened, with the keyboard alone', async () => {
  post.mockImplementation(() => answer(204));
  const { user } = showPage(VerifyPage, '/verify#token=abc.def');
  const press = await button();
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Vérifier votre adresse');
  expect(document.title).toContain('Vérifier votre adresse');
  expect(post).not.toHaveBeenCalled();
  while (document.activeElement !== press) await user.tab();
  await user.keyboard('{Enter}');
  expect((await screen.findByRole('status')).textContent).toContain('Votre adresse est vérifiée');
  expect(post).toHaveBeenCalledExactlyOnceWith('/api/auth/verification/confirm/', {
    body: { token: 'abc.def' },
  });
  const back = screen.getByRole('link', { name: 'Aller à la connexion' });
  expect(back.getAttribute('href')).toBe('/login');
});

it('is busy meanwhile, and asks once', async () => {
  const slow = later(204);
  post.mockImplementation(() => slow.promise);
  const { user } = showPage(VerifyPage, '/verify#token=abc.def');
  await user.click(await button());
  const press = await button();
  expect(press.getAttribute('data-pending')).toBe('true');
  await user.click(press);
  expect(post).toHaveBeenCalledOnce();
  slow.give();
  await screen.findByRole('status');
});

it.each([
  ['without a token', '/verify', false],
  ['that was used or has run out', '/verify#token=old.one', true],
])('sends another letter for a link %s', async (_, address, isPressed) => {
  post.mockImplementation(((path: string) =>
    path.endsWith('confirm/') ? problem(409, 'letter-expired') : answer(202, {})) as never);
  const { user } = showPage(VerifyPage, address);
  if (isPressed) await user.click(await button());
  expect(await screen.findByText('Ce lien n’est plus valable')).toBeTruthy();
  await user.type(screen.getByLabelText('Adresse e-mail'), 'nour@example.org{Enter}');
  expect((await screen.findByRole('status')).textContent).toContain('nour@example.org');
  expect(post).toHaveBeenLastCalledWith('/api/auth/verification/', {
    body: { email: 'nour@example.org' },
  });
});

it.each([
  ['fails', () => problem(500, 'internal'), 'Quelque chose n’a pas fonctionné'],
  ['is out of reach', unreachable, 'Le serveur est injoignable'],
])('says when the server %s, and can be pressed again', async (_, fails, said) => {
  post.mockImplementationOnce(fails);
  post.mockImplementationOnce(() => answer(204));
  const { user } = showPage(VerifyPage, '/verify#token=abc.def');
  await user.click(await button());
  expect((await screen.findByRole('alert')).textContent).toContain(said);
  await user.click(await button());
  await screen.findByRole('status');
  expect(screen.queryByRole('alert')).toBeNull();
});
