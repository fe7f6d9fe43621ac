import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ArrowLeft, Keyboard, SearchX, UsersRound } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Profile } from '@/api/models';
import { profileQuery, profilesQuery } from '@/api/queries/profiles';
import { Button } from '@/components/Button';
import { IconButton } from '@/components/IconButton';
import type { PlayerHandle } from '@/components/player/Player';
import { PageShell } from '@/components/shell/PageShell';
import { EmptyState, ErrorState, Skeleton } from '@/components/states';
import { useMediaQuery } from '@/hooks/useMediaQuery';
import { usePageTitle } from '@/hooks/usePageTitle';
import { cx } from '@/lib/cx';
import { fold, matches } from '@/lib/words';
import { KeysDialog } from './KeysDialog';
import { ListHead } from './ListHead';
import { PeopleList, PeopleSkeleton } from './PeopleList';
import { Person } from './Person';
import { useKeys } from './useKeys';

function isFound(person: Profile, query: string, skill: string | undefined): boolean {
  const { first_name, last_name, headline, location, skills, summary } = person;
  return (
    matches(query, [first_name, last_name, headline, location, summary, ...skills]) &&
    (skill === undefined || skills.some((one) => fold(one) === fold(skill)))
  );
}

/** List on one side, person on the other; what is shown stands in the address. */
export default function CandidatesPage() {
  const { t } = useTranslation('candidates');
  const { person: asked, q: query = '', skill } = useSearch({ from: '/candidates' });
  const navigate = useNavigate({ from: '/candidates' });
  const isWide = useMediaQuery('(min-width: 64rem)');
  const list = useInfiniteQuery(profilesQuery());
  const player = useRef<PlayerHandle>(null);
  const rate = useRef<(rating: number) => void>(null);
  const search = useRef<HTMLInputElement>(null);
  const [showsKeys, setShowsKeys] = useState(false);

  const everybody = list.data?.pages.flatMap((page) => page.results);
  const people = everybody?.filter((person) => isFound(person, query, skill));
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
  const filter = (part: { q?: string; skill?: string }) =>
    void navigate({
      search: (before) => ({ ...before, ...part, person: isWide ? undefined : before.person }),
      replace: true,
    });

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
    '/': () => search.current?.focus(),
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
            count={people?.length}
            query={query}
            skill={skill}
            input={search}
            onQuery={(q) => filter({ q: q === '' ? undefined : q })}
            onClearSkill={() => filter({ skill: undefined })}
          />
          {list.error ? (
            <ErrorState error={list.error} onRetry={() => void list.refetch()} />
          ) : !people ? (
            <PeopleSkeleton />
          ) : people.length > 0 ? (
            <PeopleList people={people} current={chosen} />
          ) : everybody && everybody.length > 0 ? (
            <EmptyState
              icon={SearchX}
              title={t('none_found')}
              action={
                <Button onPress={() => filter({ q: undefined, skill: undefined })}>
                  {t('clear_filters')}
                </Button>
              }
            />
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
              onSkill={(one) => filter({ skill: one })}
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
      <KeysDialog isOpen={showsKeys} onClose={() => setShowsKeys(false)} />
    </PageShell>
  );
}
