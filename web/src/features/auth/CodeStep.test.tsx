import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { ApiProblem } from '@/api/problem';
import * as session from '@/api/session';
import { loadTexts, startTexts } from '@/i18n';
import { CodeStep } from './CodeStep';

const logInWithCode = vi.spyOn(session, 'logInWithCode');

beforeAll(async () => {
  await startTexts();
  await loadTexts('auth');
});
beforeEach(() => {
  logInWithCode.mockReset();
});

function show() {
  const [onDone, onBack] = [vi.fn(), vi.fn()];
  render(
    <QueryClientProvider client={new QueryClient()}>
      <CodeStep challenge="half-way" onDone={onDone} onBack={onBack} />
    </QueryClientProvider>,
  );
  return { onDone, onBack, user: userEvent.setup() };
}
const field = () => screen.getByRole('textbox');
const problem = (slug: string) =>
  new ApiProblem(401, { type: `/problems/${slug}`, title: 'Refusé', detail: 'Attendez.' });

it('has the focus in its one field, which phones fill by themselves', async () => {
  const { onDone, user } = show();
  expect(document.activeElement).toBe(field());
  expect(field().getAttribute('autocomplete')).toBe('one-time-code');
  expect(field().getAttribute('inputmode')).toBe('numeric');
  logInWithCode.mockResolvedValue({} as never);
  await user.keyboard('123456{Enter}');
  expect(logInWithCode.mock.calls[0]?.[0]).toEqual({ challenge: 'half-way', code: '123456' });
  expect(onDone).toHaveBeenCalledOnce();
});

it('asks for a code before it asks the server', async () => {
  const { user } = show();
  await user.keyboard('{Enter}');
  expect(logInWithCode).not.toHaveBeenCalled();
  expect(field().getAttribute('aria-invalid')).toBe('true');
});

it('stays at a wrong code and says what to do', async () => {
  const { onBack, onDone, user } = show();
  logInWithCode.mockRejectedValue(problem('wrong-code'));
  await user.keyboard('123456{Enter}');
  expect((await screen.findByRole('alert')).textContent).toContain('Attendez.');
  expect(onBack).not.toHaveBeenCalled();
  expect(onDone).not.toHaveBeenCalled();
});

it('leads back to the password when the challenge ran out', async () => {
  const { onBack, user } = show();
  const expired = problem('challenge-expired');
  logInWithCode.mockRejectedValue(expired);
  await user.keyboard('123456{Enter}');
  await vi.waitFor(() => expect(onBack).toHaveBeenCalledWith(expired));
});

it('takes a recovery code, with letters', async () => {
  const { user } = show();
  await user.click(screen.getByRole('button', { name: 'Utiliser un code de secours' }));
  expect(document.activeElement).toBe(field());
  expect(field().getAttribute('inputmode')).toBe('text');
  logInWithCode.mockResolvedValue({} as never);
  await user.keyboard('abcd-efgh-2345{Enter}');
  expect(logInWithCode.mock.calls[0]?.[0]).toMatchObject({ code: 'abcd-efgh-2345' });
});
