import { describe, expect, it } from 'vitest';
import { endsBeforeItBegins, resumeDate, spanText } from './dates';

describe('a date of a resume', () => {
  it.each([
    ['2021', '2021'],
    [' 2021-09 ', '2021-09'],
    ['2021-09-01', '2021-09-01'],
    ['2021-9', '2021-09'],
    ['09/2021', '2021-09'],
    ['9.2021', '2021-09'],
    ['2021 / 9 / 1', '2021-09-01'],
    ['٢٠٢١', '2021'],
    ['٠٩/٢٠٢١', '2021-09'],
    ['2024-02-29', '2024-02-29'],
  ])('%s is %s', (typed, date) => {
    expect(resumeDate(typed)).toBe(date);
  });

  it.each(['', '21', '3021', '2021-13', '2021-00', '2023-02-29', '01/09/2021', 'septembre 2021'])(
    '%s is none',
    (typed) => {
      expect(resumeDate(typed)).toBeNull();
    },
  );

  it('is compared as far as both are known', () => {
    expect(endsBeforeItBegins('2021', '2020')).toBe(true);
    expect(endsBeforeItBegins('2021-09', '2021-08-31')).toBe(true);
    expect(endsBeforeItBegins('2021-09', '2021')).toBe(false);
    expect(endsBeforeItBegins('2021', '2021-01')).toBe(false);
  });
});

it('a span goes on, ends, or is one year', () => {
  expect(spanText('2019', '2021', 'today')).toBe('2019 – 2021');
  expect(spanText('2019', '', 'today')).toBe('2019 – today');
  expect(spanText('2019', '2019', 'today')).toBe('2019');
  expect(spanText('', '2021', 'today')).toBe('2021');
});
