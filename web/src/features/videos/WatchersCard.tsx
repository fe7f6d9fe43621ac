import { useQuery } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { watchersQuery } from '@/api/queries/views';
import { Card } from '@/components/Card';
import { ErrorNotice } from '@/components/Notice';
import { Skeleton } from '@/components/states';
import { useFormat } from '@/hooks/useFormat';

/** Enough to see what is new; older viewings add little. */
const SHOWN = 8;

/** Which companies watched, and when. */
export function WatchersCard({ videoId }: { videoId: string }) {
  const { t } = useTranslation('videos');
  const format = useFormat();
  const { data, error } = useQuery(watchersQuery(videoId));
  return (
    <Card>
      <h2 className="font-semibold">{t('watchers')}</h2>
      {error ? (
        <ErrorNotice error={error} className="mt-3" />
      ) : !data ? (
        <Skeleton className="mt-3 h-20" />
      ) : data.length === 0 ? (
        <p className="mt-2 text-sm text-ink-soft">{t('watchers_none')}</p>
      ) : (
        <ul className="mt-2">
          {data.slice(0, SHOWN).map(({ company, viewed_at, completed_viewing }, i) => (
            <li
              key={`${viewed_at}${String(i)}`}
              className="flex flex-col border-t border-line py-2 text-sm first:border-t-0"
            >
              <span className="font-medium">
                <bdi>{company.name}</bdi>
              </span>
              <span className="flex flex-wrap items-center gap-x-2 text-ink-faint">
                <time dateTime={viewed_at} title={format.dateTime(viewed_at)}>
                  {format.ago(viewed_at)}
                </time>
                {completed_viewing && (
                  <span className="inline-flex items-center gap-1 text-done-ink">
                    <CircleCheck aria-hidden className="size-3.5" />
                    {t('watched_whole')}
                  </span>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
