import { describe, expect, it } from 'vitest';
import { covered, merge, rounded } from './intervals';

describe('merge', () => {
  it('joins what overlaps and keeps what does not', () => {
    expect(
      merge([
        [20, 30],
        [0, 10],
        [8, 12],
      ]),
    ).toEqual([
      [0, 12],
      [20, 30],
    ]);
  });

  it('joins stretches that a player reports a step apart', () => {
    expect(
      merge([
        [0, 5],
        [5.25, 9],
      ]),
    ).toEqual([[0, 9]]);
  });

  it('drops empty and reversed stretches', () => {
    expect(
      merge([
        [4, 4],
        [9, 3],
      ]),
    ).toEqual([]);
  });

  it('keeps a stretch that lies inside another', () => {
    expect(
      merge([
        [0, 60],
        [10, 20],
      ]),
    ).toEqual([[0, 60]]);
  });
});

it('counts a second watched twice once', () => {
  expect(
    covered([
      [0, 10],
      [5, 15],
      [20, 25],
    ]),
  ).toBe(20);
});

it('rounds to milliseconds', () => {
  expect(rounded([[0.12345, 9.9999]])).toEqual([[0.123, 10]]);
});
