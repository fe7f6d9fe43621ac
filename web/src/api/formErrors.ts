import { isProblem } from './problem';

export interface FormErrors {
  /** By the names the form knows. */
  fields: Readonly<Record<string, readonly string[]>>;
  /** What concerns no field of this form, and so is said above it. */
  rest: unknown;
}

/**
 * Splits a failure between the fields of a form and the form itself. `*` in a known name stands
 * for any place in a list: `education.*.institution`.
 */
export function splitFormErrors(error: unknown, known: readonly string[]): FormErrors {
  if (!isProblem(error)) return { fields: {}, rest: error };
  const fields = Object.fromEntries(
    Object.entries(error.fields).filter(([path]) =>
      known.includes(path.replace(/\.\d+\./gu, '.*.')),
    ),
  );
  return { fields, rest: Object.keys(fields).length > 0 ? null : error };
}
