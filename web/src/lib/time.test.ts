import { expect, it } from 'vitest';
import { clock, wholeSeconds } from './time';

it.each([
  [0, '0:00'],
  [9.99, '0:09'],
  [65, '1:05'],
  [3723, '1:02:03'],
  [Number.NaN, '0:00'],
  [-3, '0:00'],
])('clock(%d) is %s', (seconds, text) => {
  expect(clock(seconds)).toBe(text);
});

it('never promises more seconds than were kept', () => {
  expect(wholeSeconds(48_999)).toBe(48);
});
