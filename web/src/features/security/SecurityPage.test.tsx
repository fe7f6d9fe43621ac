import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { api } from '@/api/client';
import { loadTexts, startTexts } from '@/i18n';
import { SessionsCard } from './SessionsCard';
import { TwoStepCard } from './TwoStepCard';

const get = vi.spyOn(api, 'GET');
const post = vi.spyOn(api, 'POST');
const remove = vi.spyOn(api, 'DELETE');

beforeAll(async () => {
  // The dialog asks for it, and jsdom has none.
  vi.stubGlobal('CSS', { escape: (text: string) => text });
  await startTexts();
  await loadTexts('security');
});
beforeEach(() => [get, post, remove].forEach((spy) => spy.mockReset()));

const answer = (status: number, body?: unknown) =>
  Promise.resolve({
    ...(status < 400 ? { data: body } : { error: body }),
    response: new Response(null, { status }),
  } as never);
const fault = (field: string, text: string) =>
  answer(422, { type: '/problems/invalid', title: 'À corriger', errors: { [field]: [text] } });

function show(card: React.ReactNode) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(<QueryClientProvider client={queries}>{card}</QueryClientProvider>);
  return userEvent.setup();
}
const button = (name: string) => screen.findByRole('button', { name });

describe('the devices', () => {
  const when = { created_at: '2026-11-02T10:00:00Z', last_used_at: new Date().toISOString() };
  const here = { id: 'here', browser: 'Firefox', system: 'Linux', current: true, ...when };
  const phone = { id: 'phone', browser: 'Safari', system: 'iOS', current: false, ...when };
  const program = { id: 'program', browser: null, system: null, current: false, ...when };

  it('are named, and this one is told apart and not ended', async () => {
    get.mockImplementation(() => answer(200, [here, phone, program]));
    show(<SessionsCard />);
    const rows = await screen.findAllByRole('listitem');
    expect(rows.map((row) => row.querySelector('p')?.textContent)).toEqual([
      'Firefox sur LinuxCet appareil',
      'Safari sur iOS',
      'Appareil inconnu',
    ]);
    expect(within(rows[0]!).queryByRole('button')).toBeNull();
  });

  it('are ended one by one by name', async () => {
    get.mockImplementation(() => answer(200, [here, phone]));
    remove.mockImplementation(() => answer(204));
    const user = show(<SessionsCard />);
    await user.click(await button('Terminer la connexion : Safari sur iOS'));
    expect(remove).toHaveBeenCalledWith('/api/auth/sessions/{id}/', {
      params: { path: { id: 'phone' } },
    });
    await vi.waitFor(() => expect(get).toHaveBeenCalledTimes(2));
  });

  it('are ended all at once after a question', async () => {
    get.mockImplementation(() => answer(200, [here, phone, program]));
    post.mockImplementation(() => answer(200, { ended: 2 }));
    const user = show(<SessionsCard />);
    await user.click(await button('Terminer toutes les autres'));
    expect(post).not.toHaveBeenCalled();
    const dialog = await screen.findByRole('alertdialog');
    await user.click(within(dialog).getByRole('button', { name: 'Terminer toutes les autres' }));
    expect(post).toHaveBeenCalledWith('/api/auth/sessions/end_others/');
  });

  it('alone, this one offers nothing to end', async () => {
    get.mockImplementation(() => answer(200, [here]));
    show(<SessionsCard />);
    await screen.findAllByRole('listitem');
    expect(screen.queryByRole('button')).toBeNull();
  });
});

describe('the second step', () => {
  const off = { on_since: null, recovery_codes_left: 0 };
  const on = { on_since: '2026-11-02T10:00:00Z', recovery_codes_left: 9 };
  const setup = {
    secret: 'GEZDGNBVGY3TQOJQ',
    uri: 'otpauth://totp/JOBGATE:x',
    qr_path: 'M4 4h7v1h-7z',
    qr_size: 45,
  };
  const codes = Array.from({ length: 10 }, (_, i) => `abcd-efgh-${2340 + i}`);

  it('is set up by password, app and code, and shows the recovery codes once', async () => {
    get.mockImplementation(() => answer(200, off));
    post.mockImplementation(((path: string) =>
      answer(200, path.endsWith('confirm/') ? { recovery_codes: codes } : setup)) as never);
    const user = show(<TwoStepCard />);
    await user.click(await button('Mettre en place'));
    expect(document.activeElement).toBe(screen.getByLabelText('Mot de passe'));
    await user.keyboard('le vent du large{Enter}');
    expect(await screen.findByRole('img', { name: /Code QR/u })).toBeTruthy();
    expect(screen.getByTestId('totp-key').textContent).toBe('GEZD GNBV GY3T QOJQ');
    await user.type(screen.getByRole('textbox'), '123456{Enter}');
    const list = await screen.findByTestId('recovery-codes');
    expect(within(list).getAllByRole('listitem')).toHaveLength(10);
    get.mockImplementation(() => answer(200, on));
    await user.click(await button('Je les ai gardés'));
    expect(screen.queryByTestId('recovery-codes')).toBeNull();
    expect(post).toHaveBeenCalledTimes(2);
    expect(post).toHaveBeenNthCalledWith(1, '/api/auth/totp/', {
      body: { password: 'le vent du large' },
    });
    expect(post).toHaveBeenNthCalledWith(2, '/api/auth/totp/confirm/', {
      body: { code: '123456' },
    });
  });

  it('says at the field what is wrong', async () => {
    get.mockImplementation(() => answer(200, off));
    post.mockImplementation(() => fault('password', 'Ce n’est pas votre mot de passe.'));
    const user = show(<TwoStepCard />);
    await user.click(await button('Mettre en place'));
    await user.keyboard('{Enter}');
    expect(post).not.toHaveBeenCalled();
    await user.keyboard('autre chose{Enter}');
    const field = screen.getByLabelText('Mot de passe');
    await vi.waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'));
    expect(screen.getByText('Ce n’est pas votre mot de passe.')).toBeTruthy();
  });

  it('puts the codes on the clipboard', async () => {
    get.mockImplementation(() => answer(200, on));
    post.mockImplementation(() => answer(200, { recovery_codes: codes }));
    const user = show(<TwoStepCard />);
    await user.click(await button('Nouveaux codes de secours'));
    await user.keyboard('le vent du large{Tab}');
    await user.type(screen.getByRole('textbox'), '123456{Enter}');
    await user.click(await button('Copier'));
    expect(await navigator.clipboard.readText()).toBe(codes.join('\n'));
  });

  it('is switched off by password and code', async () => {
    get.mockImplementation(() => answer(200, on));
    post.mockImplementation(() => answer(204));
    const user = show(<TwoStepCard />);
    await user.click(await button('Désactiver'));
    await user.click(await button('Désactiver'));
    expect(post).not.toHaveBeenCalled();
    await user.type(screen.getByLabelText('Mot de passe'), 'le vent du large');
    await user.type(screen.getByRole('textbox'), 'abcd-efgh-2345');
    get.mockImplementation(() => answer(200, off));
    await user.click(await button('Désactiver'));
    expect(post).toHaveBeenCalledWith('/api/auth/totp/off/', {
      body: { password: 'le vent du large', code: 'abcd-efgh-2345' },
    });
    expect(await button('Mettre en place')).toBeTruthy();
  });

  it('advises new codes before the last one is used', async () => {
    get.mockImplementation(() => answer(200, { ...on, recovery_codes_left: 2 }));
    show(<TwoStepCard />);
    expect(await screen.findByText('2 codes de secours restants')).toBeTruthy();
    expect(screen.getByText(/reste peu de codes/u)).toBeTruthy();
  });
});
