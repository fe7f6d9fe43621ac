/** What a recruiter looks for, as it stands in the address and as the server takes it. */

export const EDUCATION = ['secondary', 'vocational', 'bachelor', 'master', 'doctorate'] as const;
export const ORDERINGS = ['relevance', 'last_active', 'newest'] as const;
/** Levels of the Common European Framework, the lowest first. */
export const SPOKEN_LEVELS = ['A1', 'A2', 'B1', 'B2', 'C1', 'C2', 'native'] as const;

export type Ordering = (typeof ORDERINGS)[number];
export type SpokenLevel = (typeof SPOKEN_LEVELS)[number];

export interface CandidateFilters {
  /** One after the other, with commas. */
  skills?: string;
  location?: string;
  min_experience?: number;
  max_experience?: number;
  min_education?: (typeof EDUCATION)[number];
  /** `fr:B2,ar`: each at least at its level. */
  languages?: string;
  /** A day. */
  available_by?: string;
  min_quality?: number;
  has_video?: boolean;
  viewed_by_me?: boolean;
}

export interface CandidateSearch extends CandidateFilters {
  q?: string;
  ordering?: Ordering;
}

export interface AskedLanguage {
  code: string;
  /** Absent: whatever the level. */
  level?: SpokenLevel;
}

/** The words of a list in the address. */
export function wordsIn(list: string | undefined): string[] {
  const words = (list ?? '').split(',').map((word) => word.trim());
  return words.filter((word) => word !== '');
}

/** Back into the address; nothing when there are none. */
export function listOf(words: readonly string[]): string | undefined {
  return words.length > 0 ? words.join(',') : undefined;
}

export function languagesIn(list: string | undefined): AskedLanguage[] {
  return wordsIn(list).flatMap((word) => {
    const [code = '', said] = word.split(':');
    const level = SPOKEN_LEVELS.find((one) => one === said);
    if (!/^[a-z]{2,3}$/u.test(code) || (said !== undefined && level === undefined)) return [];
    return [level === undefined ? { code } : { code, level }];
  });
}

export function languageList(languages: readonly AskedLanguage[]): string | undefined {
  return listOf(languages.map(({ code, level }) => (level ? `${code}:${level}` : code)));
}

function text(value: unknown): string | undefined {
  // A word of digits comes out of the address as a number.
  const said = typeof value === 'number' ? String(value) : value;
  return typeof said === 'string' && said.trim() !== '' ? said : undefined;
}

function upTo100(value: unknown): number | undefined {
  if (value === '') return undefined;
  const number = typeof value === 'string' ? Number(value) : value;
  const fits = typeof number === 'number' && number >= 0 && number <= 100;
  return fits ? number : undefined;
}

function day(value: unknown): string | undefined {
  const said = text(value);
  const isDay = said !== undefined && /^\d{4}-\d{2}-\d{2}$/u.test(said);
  return isDay && !Number.isNaN(Date.parse(said)) ? said : undefined;
}

function flag(value: unknown): boolean | undefined {
  if (value === true || value === 'true') return true;
  return value === false || value === 'false' ? false : undefined;
}

/** Only what is said: an address stays as short as the question. */
function said<Values extends object>(values: Values): Values {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Values;
}

/** Reads an address; what is no filter, or cannot be right, is left out. */
export function candidateSearchOf(address: Record<string, unknown>): CandidateSearch {
  const q = text(address.q);
  const ordering = ORDERINGS.find((one) => one === address.ordering);
  return said<CandidateSearch>({
    q,
    skills: listOf(wordsIn(text(address.skills))),
    location: text(address.location),
    min_experience: upTo100(address.min_experience),
    max_experience: upTo100(address.max_experience),
    min_education: EDUCATION.find((one) => one === address.min_education),
    languages: languageList(languagesIn(text(address.languages))),
    available_by: day(address.available_by),
    min_quality: upTo100(address.min_quality),
    has_video: flag(address.has_video),
    viewed_by_me: flag(address.viewed_by_me),
    // Without words nothing is more relevant than anything else.
    ordering: ordering === 'relevance' && q === undefined ? undefined : ordering,
  });
}

/** Without words and order: what narrows, of which each part can be taken away. */
export function filtersOf(search: CandidateSearch): CandidateFilters {
  return said({ ...search, q: undefined, ordering: undefined });
}

/** The order that is shown when none is asked for. */
export function orderingOf({ q, ordering }: CandidateSearch): Ordering {
  return ordering ?? (q === undefined ? 'last_active' : 'relevance');
}
