import { expect, it } from 'vitest';
import { curveOf } from './curve';

const sample = (seconds: number, overall: number | null) => ({ at_ms: seconds * 1000, overall });
const lines = (samples: ReturnType<typeof sample>[], durationMs = 10_000) =>
  curveOf(samples, durationMs, 1000, 100).map(({ line }) => line);

it('draws one stretch over the whole time, and the area below it', () => {
  const [part, ...more] = curveOf(
    [sample(0, 100), sample(5, 50), sample(10, 0)],
    10_000,
    1000,
    100,
  );
  expect(more).toEqual([]);
  expect(part?.line).toBe('M 0 0 L 500 50 L 1000 100');
  expect(part?.area).toBe('M 0 100 L 0 0 L 500 50 L 1000 100 L 1000 100 Z');
});

it('leaves a hole where nothing was judged, and joins what is only late', () => {
  expect(lines([sample(0, 80), sample(1, null), sample(2, 80)])).toHaveLength(2);
  expect(lines([sample(0, 80), sample(5, 80)])).toHaveLength(1);
  expect(lines([sample(0, 80), sample(7, 80)])).toHaveLength(2);
});

it('shows a second that stands alone', () => {
  expect(lines([sample(4, 80)])).toEqual(['M 400 20 L 450 20']);
});

it('bears disorder, scores out of range and a take without a length', () => {
  expect(lines([sample(10, 140), sample(5, -3)])).toEqual(['M 500 100 L 1000 0']);
  expect(lines([sample(12, 50)])).toEqual(['M 1000 50 L 1000 50']);
  expect(lines([sample(0, 50)], 0)).toEqual([]);
});
