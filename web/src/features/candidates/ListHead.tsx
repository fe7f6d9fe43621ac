import { Search, SlidersHorizontal, X } from 'lucide-react';
import { useEffect, useEffectEvent, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Button as AriaButton, Input, SearchField } from 'react-aria-components';
import { Button } from '@/components/Button';
import { inputClass } from '@/components/fieldClass';
import { Select } from '@/components/Select';
import { useFormat } from '@/hooks/useFormat';
import {
  filtersOf,
  orderingOf,
  ORDERINGS,
  type CandidateFilters,
  type CandidateSearch,
  type Ordering,
} from '@/lib/candidateSearch';
import { cx } from '@/lib/cx';
import { useFilterChips } from './chips';

/** Whoever pauses this long has written what to look for. */
const TYPED_MS = 300;
/** Up to here the server counts. */
const COUNTED = 10_000;

export interface Found {
  count: number;
  count_is_estimate?: boolean;
}

/** Words, filters and order above the list; each filter is a chip that can be taken away. */
export function ListHead({
  search,
  found,
  input,
  onQuery,
  onOrdering,
  onWithout,
  onFilters,
}: {
  search: CandidateSearch;
  found: Found | undefined;
  input: RefObject<HTMLInputElement | null>;
  onQuery: (query: string | undefined) => void;
  onOrdering: (ordering: Ordering) => void;
  onWithout: (part: CandidateFilters) => void;
  /** Opens them. */
  onFilters: () => void;
}) {
  const { t } = useTranslation('candidates');
  const format = useFormat();
  const chips = useFilterChips()(filtersOf(search));
  const orderings = ORDERINGS.filter((one) => one !== 'relevance' || search.q !== undefined);
  return (
    <div className="flex flex-col gap-3 border-b border-line p-4">
      <h1 className="flex items-baseline gap-2 text-lg font-semibold">
        {t('title')}
        <span role="status" className="text-sm font-normal text-ink-faint nums">
          {found === undefined
            ? ''
            : found.count_is_estimate
              ? t('over', { number: format.number(COUNTED) })
              : t('count', { count: found.count })}
        </span>
      </h1>
      <Words query={search.q} input={input} onQuery={onQuery} />
      <div className="grid grid-cols-[auto_1fr] gap-2">
        <Button icon={SlidersHorizontal} onPress={onFilters} data-testid="filters">
          {chips.length > 0 ? `${t('filters')} (${format.number(chips.length)})` : t('filters')}
        </Button>
        <Select
          hideLabel
          label={t('order')}
          value={orderingOf(search)}
          options={orderings.map((value) => ({ value, label: t(`order_${value}`) }))}
          onChange={onOrdering}
        />
      </div>
      {chips.length > 0 && (
        <ul aria-label={t('filters_on')} className="flex flex-wrap gap-2">
          {chips.map(({ key, label, without }) => (
            <li key={key} className="max-w-full">
              <button
                type="button"
                onClick={() => onWithout(without)}
                aria-label={t('clear_filter', { filter: label })}
                className="flex h-9 max-w-full cursor-pointer items-center gap-2 rounded-full bg-accent-soft ps-3.5 pe-2.5 text-sm font-medium text-accent-ink"
              >
                <bdi className="truncate">{label}</bdi>
                <X aria-hidden className="size-4 shrink-0" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Looks once the typing pauses, and at once by Enter. */
function Words({
  query = '',
  input,
  onQuery,
}: {
  query: string | undefined;
  input: RefObject<HTMLInputElement | null>;
  onQuery: (query: string | undefined) => void;
}) {
  const { t } = useTranslation('candidates');
  const [text, setText] = useState(query);
  const [known, setKnown] = useState(query);
  // The address changed by itself: a link, or the way back.
  if (known !== query) {
    setKnown(query);
    setText(query);
  }
  const look = (words: string) => onQuery(words.trim() === '' ? undefined : words);
  const lookLater = useEffectEvent(look);
  useEffect(() => {
    if (text.trim() === query.trim()) return undefined;
    const timer = window.setTimeout(() => lookLater(text), TYPED_MS);
    return () => window.clearTimeout(timer);
  }, [text, query]);
  return (
    <SearchField
      aria-label={t('search')}
      value={text}
      onChange={setText}
      onSubmit={look}
      className="group relative"
    >
      <Search
        aria-hidden
        className="pointer-events-none absolute start-3 top-1/2 size-4 -translate-y-1/2 text-ink-faint"
      />
      <Input
        ref={input}
        placeholder={t('search')}
        className={cx(inputClass, 'h-11 ps-9 pe-10 [&::-webkit-search-cancel-button]:hidden')}
      />
      <AriaButton className="absolute inset-y-0 end-0 flex w-11 cursor-pointer items-center justify-center text-ink-faint group-data-[empty]:hidden">
        <X aria-hidden className="size-4" />
      </AriaButton>
    </SearchField>
  );
}
