import type { Education, Experience } from '@/api/models';
import { endsBeforeItBegins, resumeDate, spanText } from '@/lib/dates';

/** What every entry of a list has, whatever it is about. */
interface Entry {
  start_date: string;
  end_date: string;
  summary: string;
}

/**
 * As it is typed. No end is two things: it goes on until today (empty, as the server has it), or
 * the end is still to be said (null, which is never sent). What else an entry holds stays in it.
 */
export type Drafted<T extends Entry> = {
  [Field in keyof T]: Field extends 'end_date' ? string | null : T[Field];
};
export type EducationDraft = Drafted<Education>;
export type ExperienceDraft = Drafted<Experience>;

export const BLANK_EDUCATION: EducationDraft = {
  institution: '',
  area: '',
  study_type: '',
  level: '',
  start_date: '',
  end_date: null,
  summary: '',
};

export const BLANK_EXPERIENCE: ExperienceDraft = {
  name: '',
  position: '',
  location: '',
  start_date: '',
  end_date: null,
  summary: '',
};

/** What of an entry the server may complain about. */
export const ENTRY_PATHS = [
  ...Object.keys(BLANK_EDUCATION).map((name) => `education.*.${name}`),
  ...Object.keys(BLANK_EXPERIENCE).map((name) => `experience.*.${name}`),
];

export function drafted<T extends Entry>(entries: readonly T[]): Drafted<T>[] {
  // Of what has no dates at all nobody has said that it goes on.
  const isUnsaid = (entry: T) => entry.start_date === '' && entry.end_date === '';
  return entries.map(
    (entry) => ({ ...entry, end_date: isUnsaid(entry) ? null : entry.end_date }) as Drafted<T>,
  );
}

/** As the server has them: the opposite of `drafted`. */
export function undrafted<T extends Entry>(entries: readonly Drafted<T>[]): T[] {
  return entries.map((entry) => ({ ...entry, end_date: entry.end_date ?? '' }) as T);
}

/** As they are sent: dates that were typed in another form are in the server's. */
export function written<T extends Entry>(entries: readonly Drafted<T>[]): T[] {
  return undrafted<T>(entries).map((entry) => ({
    ...entry,
    start_date: resumeDate(entry.start_date) ?? entry.start_date,
    end_date: resumeDate(entry.end_date) ?? entry.end_date,
  }));
}

export interface FaultTexts {
  date: string;
  endMissing: string;
  endBefore: string;
}

/**
 * What is wrong with the dates, by field. The server takes any ten letters for a date, but one of
 * another form counts for no years and is in no resume: so the page asks for one that does.
 */
export function dateFaults<T extends Entry>(
  list: 'education' | 'experience',
  entries: readonly Drafted<T>[],
  texts: FaultTexts,
): Record<string, string[]> {
  const faults: Record<string, string[]> = {};
  entries.forEach(({ start_date, end_date }, at) => {
    const from = start_date.trim();
    const to = (end_date ?? '').trim();
    const [begins, ends] = [resumeDate(from), resumeDate(to)];
    if (from !== '' && begins === null) faults[`${list}.${String(at)}.start_date`] = [texts.date];
    const end = () => {
      if (end_date === null) return from === '' ? undefined : texts.endMissing;
      if (to !== '' && ends === null) return texts.date;
      const turned = begins !== null && ends !== null && endsBeforeItBegins(begins, ends);
      return turned ? texts.endBefore : undefined;
    };
    const fault = end();
    if (fault !== undefined) faults[`${list}.${String(at)}.end_date`] = [fault];
  });
  return faults;
}

/** An entry in a few words, each in a direction of its own; any of them may be empty. */
export interface EntryWords {
  title: string;
  place: string;
  span: string;
}

function words(title: string, place: string, entry: Drafted<Entry>, today: string): EntryWords {
  const { start_date, end_date } = entry;
  const span = end_date === null ? start_date : spanText(start_date, end_date, today);
  return title === '' ? { title: place, place: '', span } : { title, place, span };
}

export function educationWords(entry: EducationDraft, today: string): EntryWords {
  const title = [entry.study_type, entry.area].filter(Boolean).join(', ');
  return words(title, entry.institution, entry, today);
}

export function experienceWords(entry: ExperienceDraft, today: string): EntryWords {
  return words(entry.position, entry.name, entry, today);
}
