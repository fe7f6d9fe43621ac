import { useMemo } from 'react';
import { useLanguage } from './useLanguage';

export interface Format {
  /** 4 mars 2026 */
  date: (iso: string) => string;
  /** 4 mars 2026 à 14:05 */
  dateTime: (iso: string) => string;
  /** il y a 3 jours */
  ago: (iso: string, now?: number) => string;
  /** 48 s, with the unit of the language */
  seconds: (seconds: number) => string;
  /** 5 s, 90 s, 5 min: a limit, in the unit that suits it */
  length: (seconds: number) => string;
  /** 12,5 Mo */
  megabytes: (bytes: number) => string;
  number: (value: number) => string;
  percent: (share: number) => string;
  list: (items: readonly string[]) => string;
}

const STEPS: readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

export function useFormat(): Format {
  const { locale } = useLanguage();
  return useMemo(() => {
    const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long' });
    const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' });
    const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
    const seconds = new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: 'second',
      unitDisplay: 'short',
      maximumFractionDigits: 0,
    });
    // Arabic abbreviations of units are hardly read by anybody.
    const unitDisplay = locale.startsWith('ar') ? 'long' : 'short';
    const unit = (name: string) =>
      new Intl.NumberFormat(locale, {
        style: 'unit',
        unit: name,
        unitDisplay,
        maximumFractionDigits: 1,
      });
    const [wholeSeconds, minutes, megabytes] = [unit('second'), unit('minute'), unit('megabyte')];
    const number = new Intl.NumberFormat(locale);
    const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
    const list = new Intl.ListFormat(locale, { type: 'conjunction' });
    return {
      date: (iso) => date.format(new Date(iso)),
      dateTime: (iso) => dateTime.format(new Date(iso)),
      ago: (iso, now = Date.now()) => {
        const passed = (new Date(iso).getTime() - now) / 1000;
        for (const [unit, size] of STEPS) {
          if (Math.abs(passed) >= size) return relative.format(Math.trunc(passed / size), unit);
        }
        return relative.format(0, 'minute');
      },
      seconds: (value) => seconds.format(value),
      length: (value) =>
        value >= 120 && value % 60 === 0 ? minutes.format(value / 60) : wholeSeconds.format(value),
      megabytes: (bytes) => megabytes.format(bytes / 1_000_000),
      number: (value) => number.format(value),
      percent: (share) => percent.format(share),
      list: (items) => list.format(items),
    };
  }, [locale]);
}
