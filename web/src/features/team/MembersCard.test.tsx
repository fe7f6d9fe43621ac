import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { api } from '@/api/client';
import type { CompanyMember } from '@/api/models';
import { loadTexts, startTexts } from '@/i18n';
import { MembersCard } from './MembersCard';

const get = vi.spyOn(api, 'GET');
const patch = vi.spyOn(api, 'PATCH');
const remove = vi.spyOn(api, 'DELETE');

const member = (id: string, role: 'recruiter' | 'company_admin'): CompanyMember => ({
  id,
  email: `${id}@example.com`,
  first_name: id,
  last_name: 'Test',
  role,
  since: '2026-11-01T00:00:00Z',
});
const answer = (data: unknown, status = 200) =>
  ({ data, response: new Response(null, { status }) }) as never;

// jsdom has none, and dialogs ask for it.
beforeAll(() => {
  vi.stubGlobal('CSS', { escape: (text: string) => text });
});
beforeAll(async () => {
  await startTexts();
  await loadTexts('team');
});
beforeEach(() => {
  get.mockReset();
  patch.mockReset();
  remove.mockReset();
});

function show() {
  render(
    <QueryClientProvider
      client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}
    >
      <MembersCard />
    </QueryClientProvider>,
  );
  return userEvent.setup();
}

it('lists colleagues and makes one an admin', async () => {
  get.mockResolvedValue(answer([member('aziz', 'company_admin'), member('salma', 'recruiter')]));
  patch.mockResolvedValue(answer(member('salma', 'company_admin')));
  const user = show();
  await user.click(await screen.findByRole('button', { name: 'Nommer salma Test administrateur' }));
  expect(patch.mock.calls[0]?.[1]).toMatchObject({
    params: { path: { id: 'salma' } },
    body: { role: 'company_admin' },
  });
});

it('asks before it removes somebody', async () => {
  get.mockResolvedValue(answer([member('salma', 'recruiter')]));
  remove.mockResolvedValue(answer(undefined, 204));
  const user = show();
  await user.click(await screen.findByRole('button', { name: 'Retirer salma Test' }));
  expect(remove).not.toHaveBeenCalled();
  const dialog = await screen.findByRole('alertdialog');
  await user.click(within(dialog).getByRole('button', { name: 'Retirer' }));
  expect(remove).toHaveBeenCalledOnce();
});
