import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, expect, it, vi } from 'vitest';
import { ApiProblem } from '@/api/problem';
import { loadTexts, startTexts } from '@/i18n';
import { AskForLetter } from './AskForLetter';

beforeAll(async () => {
  await startTexts();
  await loadTexts('auth');
});

function show(ask: (email: string) => Promise<unknown>) {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <AskForLetter ask={ask} label="Envoyer" />
    </QueryClientProvider>,
  );
  return userEvent.setup();
}

it('asks for an address before it asks the server', async () => {
  const ask = vi.fn();
  const user = show(ask);
  await user.click(screen.getByRole('button'));
  expect(ask).not.toHaveBeenCalled();
  expect(screen.getByRole('textbox').getAttribute('aria-invalid')).toBe('true');
});

it('says where to look, with the keyboard alone', async () => {
  const ask = vi.fn().mockResolvedValue({});
  const user = show(ask);
  await user.tab();
  await user.keyboard(' nour@example.org {Enter}');
  expect(ask.mock.calls[0]?.[0]).toBe('nour@example.org');
  expect((await screen.findByRole('status')).textContent).toContain('nour@example.org');
});

it('says why no letter goes out', async () => {
  const problem = { type: '/problems/mail-off', title: 'Pas de courrier', detail: 'Demandez.' };
  const user = show(vi.fn().mockRejectedValue(new ApiProblem(409, problem)));
  await user.tab();
  await user.keyboard('nour@example.org{Enter}');
  expect((await screen.findByRole('alert')).textContent).toContain('Demandez.');
});
