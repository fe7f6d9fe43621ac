import { describe, expect, it } from 'vitest';
import type { Quality } from '../models';
import { shownAs } from './quality';

const nothing: Quality = {
  status: 'ready',
  scores: { face: null, lighting: null, audio: null, position: null },
  overall: null,
  reason: null,
  speech: null,
  samples: [],
  hints: [],
  tips: [],
};

describe('shownAs', () => {
  it('shows a take of which too little was judged as one without scores', () => {
    expect(shownAs(nothing).status).toBe('not_scored');
  });

  it('leaves everything else as it is', () => {
    for (const quality of [
      { ...nothing, overall: 0 },
      { ...nothing, scores: { ...nothing.scores, audio: 71 } },
      { ...nothing, status: 'pending' as const },
      { ...nothing, status: 'failed' as const },
    ]) {
      expect(shownAs(quality)).toEqual(quality);
    }
  });
});
