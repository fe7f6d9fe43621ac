import { Search, X } from 'lucide-react';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Button as AriaButton, Input, SearchField } from 'react-aria-components';
import { inputClass } from '@/components/fieldClass';
import { cx } from '@/lib/cx';

/** Search and filters above the list; a filter is a chip that can be taken away. */
export function ListHead({
  count,
  query,
  skill,
  input,
  onQuery,
  onClearSkill,
}: {
  count: number | undefined;
  query: string;
  skill: string | undefined;
  input: RefObject<HTMLInputElement | null>;
  onQuery: (query: string) => void;
  onClearSkill: () => void;
}) {
  const { t } = useTranslation('candidates');
  return (
    <div className="flex flex-col gap-3 border-b border-line p-4">
      <h1 className="flex items-baseline gap-2 text-lg font-semibold">
        {t('title')}
        {count !== undefined && (
          <span className="text-sm font-normal text-ink-faint nums">{t('count', { count })}</span>
        )}
      </h1>
      <SearchField
        aria-label={t('search')}
        value={query}
        onChange={onQuery}
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
      {skill !== undefined && (
        <button
          type="button"
          onClick={onClearSkill}
          aria-label={t('clear_filter', { skill })}
          className="flex h-9 max-w-full cursor-pointer items-center gap-2 self-start rounded-full bg-accent-soft ps-3.5 pe-2.5 text-sm font-medium text-accent-ink"
        >
          <bdi className="truncate">{skill}</bdi>
          <X aria-hidden className="size-4 shrink-0" />
        </button>
      )}
    </div>
  );
}
