import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { api } from '@/api/client';
import { loadTexts, startTexts } from '@/i18n';
import { CvCard } from './CvCard';

const get = vi.spyOn(api, 'GET');
const put = vi.spyOn(api, 'PUT');
const remove = vi.spyOn(api, 'DELETE');

beforeAll(async () => {
  // The dialog asks for it, and jsdom has none.
  vi.stubGlobal('CSS', { escape: (text: string) => text });
  await startTexts();
  await loadTexts('profile');
});
beforeEach(() => [get, put, remove].forEach((spy) => spy.mockReset()));

const answer = (status: number, body?: unknown) =>
  Promise.resolve({
    ...(status < 400 ? { data: body } : { error: body }),
    response: new Response(null, { status }),
  } as never);
const none = { state: 'none', size: null, url: null, uploaded_at: null };
const kept = (state: string) => ({
  state,
  size: 1_500_000,
  url: '/media/x/cv.pdf?s=1',
  uploaded_at: '2026-11-02T10:00:00Z',
});

function show() {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const { container } = render(
    <QueryClientProvider client={queries}>
      <CvCard profileId="amal" />
    </QueryClientProvider>,
  );
  const input = () => container.querySelector<HTMLInputElement>('input[type=file]')!;
  return { user: userEvent.setup(), input };
}
const pdf = (bytes: number) =>
  new File([new Uint8Array(bytes)], 'cv.pdf', { type: 'application/pdf' });

describe('the CV', () => {
  it('is chosen, sent and then there', async () => {
    get.mockImplementation(() => answer(200, none));
    put.mockImplementation(() => {
      get.mockImplementation(() => answer(200, kept('waiting')));
      return answer(200, kept('waiting'));
    });
    const { user, input } = show();
    await screen.findByRole('button', { name: 'Choisir un PDF' });
    expect(screen.queryByRole('link')).toBeNull();
    await user.upload(input(), pdf(10));
    await screen.findByText(/Nous lisons votre CV/u);
    const link = screen.getByRole('link', { name: 'Ouvrir le CV' });
    expect(link.getAttribute('href')).toBe('/media/x/cv.pdf?s=1');
    const [, options] = put.mock.calls[0] as unknown as [
      string,
      { bodySerializer: () => FormData },
    ];
    expect(options.bodySerializer().get('file')).toMatchObject({ name: 'cv.pdf', size: 10 });
  });

  it('is not sent when it is too large, and a refusal is said in the server’s words', async () => {
    get.mockImplementation(() => answer(200, none));
    put.mockImplementation(() =>
      answer(422, {
        type: '/problems/invalid',
        errors: { file: ['Ce fichier n’est pas un PDF.'] },
      }),
    );
    const { user, input } = show();
    await screen.findByRole('button', { name: 'Choisir un PDF' });
    await user.upload(input(), pdf(10_000_001));
    expect((await screen.findByRole('alert')).textContent).toMatch(/trop grand/u);
    expect(put).not.toHaveBeenCalled();
    await user.upload(input(), pdf(10));
    await screen.findByText('Ce fichier n’est pas un PDF.');
    expect(screen.queryByText(/trop grand/u)).toBeNull();
  });

  it.each([
    ['read', /est lu/u],
    ['no_text', /que des images/u],
    ['locked', /mot de passe/u],
    ['unreadable', /Exportez-le de nouveau/u],
  ])('says what became of it: %s', async (state, words) => {
    get.mockImplementation(() => answer(200, kept(state)));
    show();
    expect((await screen.findByRole('status')).textContent).toMatch(words);
  });

  it('is deleted after a question', async () => {
    get.mockImplementation(() => answer(200, kept('read')));
    remove.mockImplementation(() => answer(204));
    const { user } = show();
    await user.click(await screen.findByRole('button', { name: 'Supprimer le CV' }));
    expect(remove).not.toHaveBeenCalled();
    const dialog = await screen.findByRole('alertdialog');
    get.mockImplementation(() => answer(200, none));
    await user.click(
      [...dialog.querySelectorAll('button')].find(
        ({ textContent }) => textContent === 'Supprimer le CV',
      )!,
    );
    expect(remove).toHaveBeenCalledWith('/api/candidate/profiles/{id}/cv/', {
      params: { path: { id: 'amal' } },
    });
    await screen.findByRole('button', { name: 'Choisir un PDF' });
  });
});
