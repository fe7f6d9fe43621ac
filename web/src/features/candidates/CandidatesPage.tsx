import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ArrowLeft, Keyboard, SearchX, UsersRound } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { profileQuery, searchQuery } from '@/api/queries/profiles';
import { Button } from '@/components/Button';
import { IconButton } from '@/components/IconButton';
import type { PlayerHandle } from '@/components/player/Player';
import { PageShell } from '@/components/shell/PageShell';
import { EmptyState, ErrorState, Skeleton } from '@/components/states';
import { useMediaQuery } from '@/hooks/useMediaQuery';
import { usePageTitle } from '@/hooks/usePageTitle';
import {
  candidateSearchOf,
  filtersOf,
  listOf,
  wordsIn,
  type CandidateFilters,
  type CandidateSearch,
} from '@/lib/candidateSearch';
import { cx } from '@/lib/cx';
import { FiltersDialog } from './FiltersDialog';
import { KeysDialog } from './KeysDialog';
import { ListHead } from './ListHead';
import { PeopleList, PeopleSkeleton } from './PeopleList';
import { Person } from './Person';
import { useKeys } from './useKeys';

/** List on one side, person on the other; what is shown stands in the address. */
export default function CandidatesPage() {
  const { t } = useTranslation('candidates');
  const { person: asked, ...search } = useSearch({ from: '/candidates' });
  const navigate = useNavigate({ from: '/candidates' });
  const isWide = useMediaQuery('(min-width: 64rem)');
  const list = useInfiniteQuery(searchQuery(search));
  const player = useRef<PlayerHandle>(null);
  const rate = useRef<(rating: number) => void>(null);
  const words = useRef<HTMLInputElement>(null);
  const [showsKeys, setShowsKeys] = useState(false);
  const [showsFilters, setShowsFilters] = useState(false);

  const people = list.data?.pages.flatMap((page) => page.results);
  const narrowed = search.q !== undefined || Object.keys(filtersOf(search)).length > 0;
  const chosen = asked ?? (isWide ? people?.[0]?.id : undefined);
  const at = people?.findIndex(({ id }) => id === chosen) ?? -1;
  // Somebody whose link was sent may not be in what is loaded of the list.
  const linked = useQuery({
    ...profileQuery(chosen ?? ''),
    enabled: chosen !== undefined && at < 0,
  });
  const person = people?.[at] ?? linked.data;
  usePageTitle(person && asked ? `${person.first_name} ${person.last_name}` : t('title'));

  const move = (step: 1 | -1) => {
    const next = people?.[at + step];
    if (next) {
      void navigate({
        search: (before) => ({ ...before, person: next.id }),
        replace: true,
        resetScroll: false,
      });
    } else if (step === 1 && list.hasNextPage) void list.fetchNextPage();
  };
  /** Another question, and its list. The way back leads to the one before, but not letter by letter. */
  const ask = (next: CandidateSearch, isTyping = false) =>
    void navigate({ search: candidateSearchOf({ ...next }), replace: isTyping });
  const narrow = (part: CandidateFilters) => ask({ ...search, ...part });

  const keys = {
    j: () => move(1),
    k: () => move(-1),
    ' ': () => player.current?.obey({ do: 'toggle' }),
    ArrowLeft: () => player.current?.obey({ do: 'skip', seconds: -5 }),
    ArrowRight: () => player.current?.obey({ do: 'skip', seconds: 5 }),
    m: () => player.current?.obey({ do: 'mute' }),
    f: () => player.current?.obey({ do: 'fullscreen' }),
    '<': () => player.current?.obey({ do: 'speed', step: -1 }),
    '>': () => player.current?.obey({ do: 'speed', step: 1 }),
    '/': () => words.current?.focus(),
    '?': () => setShowsKeys(true),
    '1': () => rate.current?.(1),
    '2': () => rate.current?.(2),
    '3': () => rate.current?.(3),
    '4': () => rate.current?.(4),
    '5': () => rate.current?.(5),
  };
  useKeys(keys);

  const showsPerson = isWide || asked !== undefined;
  const showsList = isWide || asked === undefined;

  return (
    <PageShell width="wide">
      <div className="lg:grid lg:h-[calc(100dvh-4rem-1px)] lg:grid-cols-[22rem_1fr]">
        <section
          aria-label={t('title')}
          className={cx(
            'min-h-0 flex-col border-line lg:flex lg:overflow-y-auto lg:border-e',
            showsList ? 'flex' : 'hidden',
          )}
        >
          <ListHead
            search={search}
            found={list.data?.pages[0]}
            input={words}
            onQuery={(q) => ask({ ...search, q }, true)}
            onOrdering={(ordering) => ask({ ...search, ordering })}
            onWithout={narrow}
            onFilters={() => setShowsFilters(true)}
          />
          {list.error ? (
            <ErrorState error={list.error} onRetry={() => void list.refetch()} />
          ) : !people ? (
            <PeopleSkeleton />
          ) : people.length > 0 ? (
            <PeopleList people={people} current={chosen} />
          ) : narrowed ? (
            <EmptyState
              icon={SearchX}
              title={t('none_found')}
              action={<Button onPress={() => ask({})}>{t('clear_filters')}</Button>}
            >
              {t('none_found_detail')}
            </EmptyState>
          ) : (
            <EmptyState icon={UsersRound} title={t('none')}>
              {t('none_detail')}
            </EmptyState>
          )}
          {list.hasNextPage && (
            <div className="p-4">
              <Button
                className="w-full"
                isPending={list.isFetchingNextPage}
                onPress={() => void list.fetchNextPage()}
              >
                {t('show_more')}
              </Button>
            </div>
          )}
        </section>
        <section
          aria-label={t('person')}
          className={cx(
            'min-h-0 min-w-0 px-4 py-4 sm:px-8 lg:overflow-y-auto lg:py-8',
            !showsPerson && 'hidden',
          )}
        >
          {!isWide && (
            <Button
              look="quiet"
              icon={ArrowLeft}
              mirrorIcon
              className="-ms-4 mb-2"
              onPress={() =>
                void navigate({ search: (before) => ({ ...before, person: undefined }) })
              }
            >
              {t('back_to_list')}
            </Button>
          )}
          {person ? (
            <Person
              key={person.id}
              profile={person}
              isAlone={!isWide}
              player={player}
              rateRef={rate}
              onSkill={(skill) => narrow({ skills: withSkill(search.skills, skill) })}
            />
          ) : linked.error ? (
            <ErrorState error={linked.error} onRetry={() => void linked.refetch()} />
          ) : chosen !== undefined || !people ? (
            <div className="mx-auto max-w-5xl">
              <Skeleton className="mb-6 h-16 w-80" />
              <Skeleton className="aspect-video max-w-2xl rounded-lg" />
            </div>
          ) : null}
        </section>
        {isWide && (
          <IconButton
            icon={Keyboard}
            label={t('keys')}
            onPress={() => setShowsKeys(true)}
            className="fixed end-4 bottom-4"
          />
        )}
      </div>
      {showsFilters && (
        <FiltersDialog
          filters={filtersOf(search)}
          onClose={() => setShowsFilters(false)}
          onApply={(filters) => {
            setShowsFilters(false);
            ask({ q: search.q, ordering: search.ordering, ...filters });
          }}
        />
      )}
      <KeysDialog isOpen={showsKeys} onClose={() => setShowsKeys(false)} />
    </PageShell>
  );
}

function withSkill(skills: string | undefined, skill: string): string | undefined {
  return listOf([...new Set([...wordsIn(skills), skill])]);
}
