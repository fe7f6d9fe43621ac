/** A stretch of a video in seconds, `[from, to]` with `from < to`. */
export type Interval = readonly [from: number, to: number];

/** Two stretches closer than this are one: players report time in steps of about 250 ms. */
const JOIN_S = 0.3;

/** The union, in order, without overlaps. Empty and reversed stretches are dropped. */
export function merge(intervals: readonly Interval[]): Interval[] {
  const sorted = intervals.filter(([from, to]) => to > from).sort((a, b) => a[0] - b[0]);
  const union: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = union.at(-1);
    if (last && from <= last[1] + JOIN_S) last[1] = Math.max(last[1], to);
    else union.push([from, to]);
  }
  return union;
}

/** Seconds covered at least once. */
export function covered(intervals: readonly Interval[]): number {
  return merge(intervals).reduce((sum, [from, to]) => sum + (to - from), 0);
}

/** To the millisecond: what the server keeps, and what JSON should carry. */
export function rounded(intervals: readonly Interval[]): [number, number][] {
  const ms = (seconds: number) => Math.round(seconds * 1000) / 1000;
  return intervals.map(([from, to]) => [ms(from), ms(to)]);
}
