import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { api } from '@/api/client';
import type { ProblemDocument } from '@/api/models';
import { loadTexts, startTexts } from '@/i18n';
import { CoachingPanel } from './CoachingPanel';

beforeAll(async () => {
  await startTexts();
  await loadTexts('coaching');
});
const get = vi.spyOn(api, 'GET');
beforeEach(() => {
  vi.useFakeTimers();
  get.mockReset();
});
afterEach(() => vi.useRealTimers());

const answers = (status: number, body: unknown) =>
  get.mockResolvedValueOnce({
    ...(status === 200
      ? { data: body as never, error: undefined }
      : { error: body as ProblemDocument }),
    response: new Response(null, { status }),
  });
/** What the server answers where there is nothing to tell. */
const nothing = {
  scores: { face: null, lighting: null, audio: null, position: null },
  overall: null,
  reason: null,
  speech: null,
  samples: [],
  hints: [],
  tips: [],
};
const ready = {
  status: 'ready',
  scores: { face: 91, lighting: 66, audio: 84, position: 88 },
  overall: 72.6,
  reason: 'lighting',
  speech: { signal_mos: 3.84, background_mos: 4, overall_mos: 3.5 },
  samples: [],
  hints: [],
  tips: ['a', 'b', 'c', 'd'].map((code) => ({ code, criterion: 'audio', text: `Conseil ${code}` })),
};

async function show(isBest = false) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={queries}>
      <CoachingPanel takeId="t1" durationMs={90_000} isBest={isBest} onSeek={vi.fn()} />
    </QueryClientProvider>,
  );
  await pass(0);
}
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
const panel = () => screen.queryByTestId('coaching-panel');

it('says that the scores are coming, looks again, and shows them', async () => {
  answers(200, { ...nothing, status: 'pending' });
  answers(200, ready);
  await show(true);
  expect(panel()?.dataset.status).toBe('pending');
  await pass(2_500);
  expect(get).toHaveBeenCalledTimes(2);
  expect(panel()?.dataset.status).toBe('ready');
  expect(screen.getByTestId('overall').textContent).toBe('73/100');
  expect(screen.getAllByRole('meter')).toHaveLength(4);
  expect(screen.getByText('C’est la lumière qui laisse encore un peu de marge.')).toBeTruthy();
  expect(screen.getByTestId('speech').textContent).toContain('3,8/5');
  expect(screen.getByText('Votre meilleure prise')).toBeTruthy();
  expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
    'Conseil a',
    'Conseil b',
    'Conseil c',
  ]);
  await pass(60_000);
  expect(get).toHaveBeenCalledTimes(2);
});

it('is neutral about a take that was not analysed', async () => {
  answers(200, { ...nothing, status: 'not_scored' });
  await show();
  expect(panel()?.textContent).toContain('n’a pas été analysée');
  expect(screen.queryAllByRole('meter')).toEqual([]);
});

it('says what is safe when it failed, and offers to ask again where that can help', async () => {
  answers(200, { ...nothing, status: 'failed' });
  await show();
  expect(panel()?.textContent).toContain('Votre prise, elle, est intacte.');
  expect(screen.queryByRole('button')).toBeNull();
});

it('offers to ask again when the answer did not come', async () => {
  answers(500, {});
  await show();
  expect(screen.getByRole('button', { name: 'Réessayer' })).toBeTruthy();
});

it('is not there for somebody else’s take', async () => {
  answers(404, {});
  await show();
  expect(panel()).toBeNull();
});
