/** Dates of a resume: as exact as somebody remembers them. `2021`, `2021-09` or `2021-09-01`. */

const ARABIC_DIGITS = '٠١٢٣٤٥٦٧٨٩';

function isOfCalendar(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/**
 * What was typed as the server knows it, or null when it is no date. A month may stand before
 * its year; a day may not, because `01/09/2021` is two days in two countries.
 */
export function resumeDate(typed: string): string | null {
  const text = typed
    .trim()
    .replace(/[٠-٩]/gu, (digit) => String(ARABIC_DIGITS.indexOf(digit)))
    .replace(/\s*[/.-]\s*/gu, '-')
    .replace(/^(\d{1,2})-(\d{4})$/u, '$2-$1');
  const parts = /^([12]\d{3})(?:-(\d{1,2}))?(?:-(\d{1,2}))?$/u.exec(text);
  if (parts === null) return null;
  const [, year = '', month, day] = parts;
  if (!isOfCalendar(Number(year), Number(month ?? 1), Number(day ?? 1))) return null;
  return [year, month, day]
    .filter((part) => part !== undefined)
    .map((part) => part.padStart(2, '0'))
    .join('-');
}

/** As far as both are known. */
export function endsBeforeItBegins(from: string, to: string): boolean {
  const known = Math.min(from.length, to.length);
  return to.slice(0, known) < from.slice(0, known);
}

/** `2019 – 2021`; one year alone where it began and ended in the same. */
export function spanText(from: string | undefined, to: string | undefined, today: string): string {
  if (!from) return to ?? '';
  return from === to ? from : `${from} – ${to === undefined || to === '' ? today : to}`;
}
