import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Profile } from '@/api/models';
import { Poster } from '@/components/Poster';
import { Skeleton } from '@/components/states';
import { cx } from '@/lib/cx';
import { clock } from '@/lib/time';

export function PeopleList({
  people,
  current,
}: {
  people: readonly Profile[];
  current: string | undefined;
}) {
  const { t } = useTranslation('candidates');
  const shown = useRef<HTMLAnchorElement>(null);
  // j and k move the choice past the edge of the list.
  useEffect(() => {
    shown.current?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  return (
    <ul aria-label={t('people')}>
      {people.map((person) => {
        const chosen = person.id === current;
        const { presentation_video: video } = person;
        return (
          <li key={person.id} className="border-b border-line">
            <Link
              ref={chosen ? shown : undefined}
              to="/candidates"
              search={(before) => ({ ...before, person: person.id })}
              resetScroll={false}
              aria-current={chosen ? 'true' : undefined}
              className={cx(
                'flex gap-3 border-s-2 py-3 ps-3.5 pe-4 transition-colors focus-visible:-outline-offset-2',
                chosen ? 'border-accent bg-surface' : 'border-transparent hover:bg-sunken',
              )}
            >
              <span className="relative w-28 shrink-0 self-start">
                <Poster url={video?.poster_url ?? null} className="w-full" />
                {typeof video?.duration === 'number' && (
                  <span
                    dir="ltr"
                    className="absolute end-1 bottom-1 rounded-sm bg-black/75 px-1 text-xs text-white nums"
                  >
                    {clock(video.duration)}
                  </span>
                )}
              </span>
              <span className="flex min-w-0 flex-1 flex-col">
                <span className="truncate text-sm font-semibold">
                  <bdi>
                    {person.first_name} {person.last_name}
                  </bdi>
                </span>
                <span className="line-clamp-2 text-sm leading-snug text-ink-soft">
                  <bdi>{person.headline}</bdi>
                </span>
                <span className="truncate text-xs text-ink-faint">
                  <bdi>{person.location}</bdi>
                </span>
              </span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

export function PeopleSkeleton() {
  return (
    <div className="flex flex-col">
      {[0, 1, 2, 3, 4].map((i) => (
        <div key={i} className="flex gap-3 border-b border-line px-4 py-3">
          <Skeleton className="aspect-video w-28 shrink-0" />
          <div className="flex flex-1 flex-col gap-2 pt-1">
            <Skeleton className="h-4 w-2/3" />
            <Skeleton className="h-4 w-full" />
          </div>
        </div>
      ))}
    </div>
  );
}
