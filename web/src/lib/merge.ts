/** A form's values as they were opened, as they are typed now, and as somebody else saved them. */

const equal = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

function namesOf<Values extends object>(values: Values): (keyof Values)[] {
  return Object.keys(values) as (keyof Values)[];
}

function pick<Values extends object>(values: Values, names: (keyof Values)[]): Partial<Values> {
  return Object.fromEntries(names.map((name) => [name, values[name]])) as Partial<Values>;
}

/** What was typed over what was opened. */
export function changesOf<Values extends object>(mine: Values, base: Values): Partial<Values> {
  return pick(
    mine,
    namesOf(mine).filter((name) => !equal(mine[name], base[name])),
  );
}

/** Nothing that was typed is lost: what I have changed stays, the rest is as it is there now. */
export function merge<Values extends object>(mine: Values, base: Values, theirs: Values): Values {
  return { ...theirs, ...changesOf(mine, base) };
}

/** Where both have changed something, and not to the same: what stands there now. */
export function disputes<Values extends object>(
  mine: Values,
  base: Values,
  theirs: Values,
): Partial<Values> {
  const isMine = (name: keyof Values) => !equal(mine[name], base[name]);
  const isTheirs = (name: keyof Values) => !equal(theirs[name], base[name]);
  const names = namesOf(mine).filter((name) => isMine(name) && isTheirs(name));
  return pick(
    theirs,
    names.filter((name) => !equal(theirs[name], mine[name])),
  );
}
