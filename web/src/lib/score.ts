/** What a take is judged by, in the order in which it is shown. */
export const CRITERIA = ['face', 'lighting', 'audio', 'position'] as const;
export type Criterion = (typeof CRITERIA)[number];

export function isCriterion(value: unknown): value is Criterion {
  return CRITERIA.some((criterion) => criterion === value);
}

export type Grade = 'excellent' | 'good' | 'improve';

/** From here on a score is good enough … */
export const GOOD_FROM = 70;
/** … and above this it is excellent. */
export const EXCELLENT_ABOVE = 85;

/** The number as it is shown. */
export function shown(score: number): number {
  return Math.min(100, Math.max(0, Math.round(score)));
}

/** The word beside the number: judged as shown, so that the two never disagree. */
export function gradeOf(score: number): Grade {
  const number = shown(score);
  if (number > EXCELLENT_ABOVE) return 'excellent';
  return number >= GOOD_FROM ? 'good' : 'improve';
}
