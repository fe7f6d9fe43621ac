import { expect, it } from 'vitest';
import { gradeOf, shown } from './score';

it.each([
  [0, 'improve'],
  [69, 'improve'],
  [69.4, 'improve'],
  [70, 'good'],
  [85, 'good'],
  [85.4, 'good'],
  [86, 'excellent'],
  [100, 'excellent'],
] as const)('%f is %s', (score, grade) => {
  expect(gradeOf(score)).toBe(grade);
});

it('lets number and word agree where rounding decides', () => {
  expect([shown(69.5), gradeOf(69.5)]).toEqual([70, 'good']);
  expect([shown(85.5), gradeOf(85.5)]).toEqual([86, 'excellent']);
});

it('stays between 0 and 100', () => {
  expect([shown(-3), shown(104)]).toEqual([0, 100]);
});
