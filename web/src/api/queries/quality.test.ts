import { describe, expect, it } from 'vitest';
import type { Take } from '../models';
import { isProposed, qualityOf, readQuality } from './quality';

const hint = { code: 'come_closer', criterion: 'position', severity: 'advice', text: 'Closer' };

describe('readQuality', () => {
  it('reads what the server promises', () => {
    const sample = { at_ms: 0, overall: 80, face: 90, lighting: 80, audio: null, position: 91 };
    const ready = {
      status: 'ready',
      scores: { face: 91, lighting: 80, audio: 88, position: 90 },
      overall: 82,
      reason: 'lighting',
      speech: { signal_mos: 3.9, background_mos: 4.1, overall_mos: 3.6 },
      samples: [{ ...sample, hint: null }],
      hints: [{ ...hint, from_ms: 1000, to_ms: 6000 }],
      tips: [{ code: 'more_light', criterion: 'lighting', text: 'More light' }],
    };
    expect(readQuality(ready)).toEqual(ready);
  });

  it.each([null, undefined, 'ready', [], {}, { status: 'new' }])('knows nothing of %o', (value) => {
    expect(readQuality(value)).toBeNull();
  });

  it('bears missing and broken fields', () => {
    expect(
      readQuality({
        status: 'ready',
        overall: 70,
        reason: 'smile',
        speech: { signal_mos: 3 },
        samples: [{ overall: 3 }, null, { at_ms: 5, face: NaN }],
        hints: [{ ...hint }, { ...hint, from_ms: 9, to_ms: 3 }, { ...hint, from_ms: 1, to_ms: 3 }],
        tips: [{ code: 'x', criterion: 'hair', text: 'y' }],
      }),
    ).toMatchObject({
      overall: 70,
      reason: null,
      speech: null,
      samples: [{ at_ms: 5, overall: null, face: null, hint: null }],
      hints: [{ from_ms: 1, to_ms: 3 }],
      tips: [],
    });
  });

  it('does not call a take ready that has no score', () => {
    expect(readQuality({ status: 'ready', scores: {} })?.status).toBe('not_scored');
  });
});

it('reads the short form of a row, and nothing where there is none', () => {
  const take = (more: object) => more as Take;
  expect(qualityOf(take({}))).toBeNull();
  expect(qualityOf(take({ quality: null }))).toBeNull();
  expect(qualityOf(take({ quality: { status: 'ready', overall: 82 } }))).toEqual({
    status: 'ready',
    overall: 82,
  });
  expect([isProposed(take({})), isProposed(take({ is_proposed: true }))]).toEqual([false, true]);
});
