import { describe, expect, it } from 'vitest';
import type { Take } from '@/api/models';
import { ApiProblem, Unreachable } from '@/api/problem';
import { RequestFailed } from '@/live/controller';
import { inStudioWords, resultOf } from './requests';

const take = (state: Take['state'], duration_ms: number | null = 48_000): Take => ({
  id: 't1',
  video_id: 'v1',
  number: 1,
  origin: 'live',
  state,
  started_at: null,
  duration_ms,
  gaps: [],
  reception: null,
  kept: false,
  renditions: 'pending',
  reason: null,
  quality: null,
  is_proposed: false,
  created_at: '2026-11-22T10:00:00Z',
});
const problem = (status: number, slug: string) =>
  new ApiProblem(status, { type: `/problems/${slug}`, status, title: slug });

describe('resultOf', () => {
  it.each(['armed', 'recording'] as const)('waits while a take is %s', (state) => {
    expect(resultOf(take(state))).toBeNull();
  });

  it.each(['sealed', 'recovered', 'damaged'] as const)('takes a %s one as it is', (state) => {
    expect(resultOf(take(state))).toEqual({
      takeId: 't1',
      durationMs: 48_000,
      gaps: [],
      condition: state,
    });
  });

  it('finds nothing in a take that never began', () => {
    expect(resultOf(take('discarded'))).toMatchObject({ durationMs: 0 });
    expect(resultOf(take('damaged', null))).toMatchObject({ durationMs: 0 });
  });
});

describe('inStudioWords', () => {
  it.each<[Error, string]>([
    [problem(403, 'consent-required'), 'consent_required'],
    [problem(404, 'not-found'), 'gone'],
    [problem(403, 'forbidden'), 'gone'],
    [problem(429, 'too-many-requests'), 'busy'],
    [problem(503, 'busy'), 'busy'],
    [problem(500, 'internal'), 'internal'],
    [new Unreachable(null), 'unreachable'],
    [new Error('a bug'), 'internal'],
    [new RequestFailed('gone'), 'gone'],
  ])('%s is %s', (error, kind) => {
    expect(inStudioWords(error).kind).toBe(kind);
  });

  it('keeps the cause for the log', () => {
    const cause = problem(500, 'internal');
    expect(inStudioWords(cause).cause).toBe(cause);
  });
});
