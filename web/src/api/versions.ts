import { problemFrom, unwrap } from './problem';

/** Which version of an object this window has last seen, by its path (`ETag`). */
const tags = new Map<string, string>();

export function noteTag(url: string, response: Response): void {
  const tag = response.headers.get('etag');
  if (response.ok && tag !== null) tags.set(new URL(url).pathname, tag);
}

/** What a form was opened on: the version, and the values that the form can change. */
export interface Opened<Values> {
  tag: string | undefined;
  values: Values;
}

export function opened<Values>(path: string, values: Values): Opened<Values> {
  return { tag: tags.get(path), values };
}

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/**
 * Saves what a form has changed. When the object is another version by now, the form's own
 * values are compared: a video that was completed meanwhile is no reason to lose a new title.
 * Throws the problem `changed` when somebody changed the same values.
 */
export async function saveOver<Data extends object, Values extends Partial<Data>>(
  path: string,
  base: Opened<Values> | undefined,
  put: (ifMatch: string | undefined) => Promise<Answer<Data>>,
  get: () => Promise<Answer<Data>>,
): Promise<Data> {
  const answer = await put(base?.tag);
  if (base === undefined || answer.response.status !== 412) return unwrap(answer);
  const current = unwrap(await get());
  const names = Object.keys(base.values) as (keyof Values & keyof Data)[];
  const same = names.every(
    (name) => JSON.stringify(current[name]) === JSON.stringify(base.values[name]),
  );
  if (!same) throw problemFrom(412, answer.error);
  return unwrap(await put(tags.get(path)));
}
