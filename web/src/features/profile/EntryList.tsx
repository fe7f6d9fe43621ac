import { ArrowDown, ArrowUp, ChevronDown, Plus, Trash2 } from 'lucide-react';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button as AriaButton } from 'react-aria-components';
import { Button } from '@/components/Button';
import { errorClass } from '@/components/fieldClass';
import { IconButton } from '@/components/IconButton';
import { cx } from '@/lib/cx';
import type { EntryWords } from './entries';

type Errors = Readonly<Record<string, readonly string[]>>;

/** What an entry's fields need. */
export interface EntryFields<T> {
  entry: T;
  /** `education.0`, as the server names it. */
  path: string;
  onChange: (part: Partial<T>) => void;
  errorsOf: (field: keyof T) => readonly string[] | undefined;
}

/** What an entry's text field takes. */
export function textOf<Name extends string, T extends Record<Name, string>>(
  { entry, path, onChange, errorsOf }: EntryFields<T>,
  name: Name,
) {
  return {
    name: `${path}.${name}`,
    value: entry[name],
    onChange: (value: string) => onChange({ [name]: value } as unknown as Partial<T>),
    errors: errorsOf(name),
  };
}

/** What a form says of one of its lists. */
export interface ListInForm<T> {
  entries: readonly T[];
  /** By the server's paths. */
  errors: Errors;
  onChange: (entries: T[]) => void;
  /** The paths mean other entries from now on. */
  onRearrange: () => void;
}

/** Where the focus goes on: into an entry's fields, to its head, its arrows, or the add button. */
type Place = { key: number; part: 'field' | 'head' | 'up' | 'down' } | 'add';

/** An entry has no name of its own, so each gets one while it is on the page. */
function keysOf(known: readonly number[], length: number): number[] {
  const keys = known.slice(0, length);
  while (keys.length < length) keys.push(Math.max(-1, ...keys) + 1);
  return keys;
}

/** Entries in an order of the person's own; each is a line that opens to its fields. */
export function EntryList<T>({
  list,
  entries,
  blank,
  wordsOf,
  errors,
  onChange,
  onRearrange,
  children,
}: ListInForm<T> & {
  list: 'education' | 'experience';
  blank: T;
  wordsOf: (entry: T) => EntryWords;
  children: (fields: EntryFields<T>) => ReactNode;
}) {
  const { t } = useTranslation(['profile', 'common']);
  const id = useId();
  const section = useRef<HTMLElement>(null);
  const [known, setKnown] = useState<readonly number[]>([]);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const [goOn, setGoOn] = useState<Place | null>(null);
  const [said, setSaid] = useState('');
  const keys = keysOf(known, entries.length);

  useEffect(() => {
    if (goOn === null) return;
    const find = (selector: string) => section.current?.querySelector<HTMLElement>(selector);
    if (goOn === 'add') {
      find('[data-part=add]')?.focus();
      return;
    }
    const within = `[data-entry="${String(goOn.key)}"]`;
    const target =
      goOn.part === 'field'
        ? find(`${within} input`)
        : // At an end of the list its arrow is spent.
          (find(`${within} [data-part=${goOn.part}]:not(:disabled)`) ??
          find(`${within} [data-part=head]`));
    target?.focus();
  }, [goOn]);

  const show = (key: number, isOpen: boolean) => {
    const next = new Set(open);
    if (isOpen) next.add(key);
    else next.delete(key);
    setOpen(next);
  };
  const nameOf = (entry: T, at: number) => {
    const number = t(`${list}_number`, { number: at + 1 });
    const { title } = wordsOf(entry);
    return title === '' ? number : t('entry_named', { number, title });
  };
  const add = () => {
    const all = keysOf(keys, entries.length + 1);
    const key = all.at(-1) ?? 0;
    setKnown(all);
    show(key, true);
    setGoOn({ key, part: 'field' });
    onChange([...entries, blank]);
  };
  const remove = (entry: T, at: number) => {
    const left = keys.filter((_, i) => i !== at);
    const next = left[at] ?? left.at(-1);
    setKnown(left);
    show(keys[at] ?? 0, false);
    setGoOn(next === undefined ? 'add' : { key: next, part: 'head' });
    setSaid(t('entry_removed', { name: nameOf(entry, at) }));
    onRearrange();
    onChange(entries.filter((_, i) => i !== at));
  };
  const move = (entry: T, at: number, to: number) => {
    const moved = <Item,>(items: readonly Item[]) => {
      const rest = [...items];
      rest.splice(to, 0, ...rest.splice(at, 1));
      return rest;
    };
    setKnown(moved(keys));
    setGoOn({ key: keys[at] ?? 0, part: to < at ? 'up' : 'down' });
    // Its number is another one now.
    const name = wordsOf(entry).title || nameOf(entry, to);
    setSaid(t('entry_moved', { name, place: to + 1, total: entries.length }));
    onRearrange();
    onChange(moved(entries));
  };

  return (
    <section
      ref={section}
      aria-labelledby={`${id}-title`}
      data-testid={list}
      className="flex flex-col gap-4 border-t border-line pt-6"
    >
      <div>
        <h2 id={`${id}-title`} className="text-lg font-semibold">
          {t(list)}
        </h2>
        <p className="mt-1 text-sm text-ink-soft">
          {entries.length === 0 ? t(`${list}_none`) : t('entries_detail')}
        </p>
      </div>
      {errors[list] !== undefined && (
        <p role="alert" className={errorClass}>
          {errors[list].join(' ')}
        </p>
      )}
      {entries.length > 0 && (
        <ol className="divide-y divide-line rounded-sm border border-line">
          {entries.map((entry, at) => {
            const key = keys[at] ?? at;
            const path = `${list}.${String(at)}`;
            const isWrong = Object.keys(errors).some((of) => of.startsWith(`${path}.`));
            const isOpen = open.has(key) || isWrong;
            const name = nameOf(entry, at);
            const { title, place, span } = wordsOf(entry);
            const panel = `${id}-${String(key)}`;
            return (
              <li key={key} data-entry={key}>
                <div className="flex items-center gap-1 ps-1 pe-1 sm:pe-2">
                  <h3 className="min-w-0 flex-1">
                    <AriaButton
                      data-part="head"
                      aria-expanded={isOpen}
                      aria-controls={isOpen ? panel : undefined}
                      onPress={() => show(key, !isOpen)}
                      className="flex min-h-14 w-full cursor-pointer items-center gap-3 rounded-sm px-2 py-2 text-start hovered:text-accent-ink"
                    >
                      <ChevronDown
                        aria-hidden
                        className={cx(
                          'size-5 shrink-0 text-ink-faint transition-transform',
                          isOpen && 'rotate-180',
                        )}
                      />
                      <span className="min-w-0 flex-1">
                        <span className="block truncate font-medium">
                          {title === '' ? (
                            name
                          ) : (
                            <>
                              <span className="sr-only">
                                {t(`${list}_number`, { number: at + 1 })}{' '}
                              </span>
                              <bdi>{title}</bdi>
                            </>
                          )}
                        </span>
                        <span className="block truncate text-sm text-ink-soft nums">
                          {/* A date after Arabic letters would be turned round with them. */}
                          <bdi>{place}</bdi>
                          {place !== '' && span !== '' && ' · '}
                          <bdi>{span}</bdi>
                        </span>
                      </span>
                    </AriaButton>
                  </h3>
                  {entries.length > 1 && (
                    <>
                      <IconButton
                        data-part="up"
                        icon={ArrowUp}
                        label={t('entry_up', { name })}
                        isDisabled={at === 0}
                        onPress={() => move(entry, at, at - 1)}
                      />
                      <IconButton
                        data-part="down"
                        icon={ArrowDown}
                        label={t('entry_down', { name })}
                        isDisabled={at === entries.length - 1}
                        onPress={() => move(entry, at, at + 1)}
                      />
                    </>
                  )}
                </div>
                {isOpen && (
                  <div
                    id={panel}
                    role="group"
                    aria-label={name}
                    className="flex flex-col gap-4 px-3 pt-2 pb-4"
                  >
                    {children({
                      entry,
                      path,
                      onChange: (part) => {
                        // What is being mended stays open when nothing is wrong any more.
                        show(key, true);
                        onChange(entries.map((one, i) => (i === at ? { ...one, ...part } : one)));
                      },
                      errorsOf: (field) => errors[`${path}.${String(field)}`],
                    })}
                    <Button
                      icon={Trash2}
                      look="quiet"
                      className="self-start"
                      aria-label={t('common:remove_named', { name })}
                      onPress={() => remove(entry, at)}
                    >
                      {t('entry_remove')}
                    </Button>
                  </div>
                )}
              </li>
            );
          })}
        </ol>
      )}
      <div>
        <Button icon={Plus} data-part="add" onPress={add}>
          {t(`add_${list}`)}
        </Button>
      </div>
      <p role="status" className="sr-only">
        {said}
      </p>
    </section>
  );
}
