import { Link } from '@tanstack/react-router';
import { RotateCcw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Video } from '@/api/models';
import { LinkButton } from '@/components/LinkButton';
import { Poster } from '@/components/Poster';
import { useFormat } from '@/hooks/useFormat';
import { clock } from '@/lib/time';
import { DeleteVideoButton } from './DeleteVideoButton';
import { shownTakes, TakeRow } from './TakeRow';
import { VideoBadges } from './VideoBadges';

export function VideoCard({ video }: { video: Video }) {
  const { t } = useTranslation('videos');
  const format = useFormat();
  const takes = shownTakes(video);
  return (
    <article className="rounded-lg border border-line bg-surface p-4 pb-2">
      <div className="flex gap-4">
        <Link
          to="/videos/$videoId"
          params={{ videoId: video.id }}
          tabIndex={-1}
          aria-hidden
          className="block w-28 shrink-0 sm:w-52"
        >
          <Poster url={video.poster_url} className="w-full" />
        </Link>
        <div className="flex min-w-0 flex-1 flex-col gap-2">
          <h3 className="text-base font-semibold">
            <Link
              to="/videos/$videoId"
              params={{ videoId: video.id }}
              className="rounded-sm hover:text-accent-ink"
            >
              <bdi>{video.title}</bdi>
            </Link>
          </h3>
          <VideoBadges video={video} />
          <p className="flex flex-wrap gap-x-2 text-sm text-ink-faint">
            <span>{format.date(video.created_at)}</span>
            {video.duration !== null && (
              <span className="nums before:me-2 before:content-['·']">{clock(video.duration)}</span>
            )}
            {video.unique_viewers > 0 && (
              <span className="before:me-2 before:content-['·']">
                {t('viewers', { count: video.unique_viewers })}
              </span>
            )}
          </p>
          <div className="-ms-4 mt-auto flex flex-wrap items-center">
            <LinkButton
              to="/studio/$videoId"
              params={{ videoId: video.id }}
              look="quiet"
              icon={RotateCcw}
            >
              {takes.length > 0 ? t('retake') : t('record_first')}
            </LinkButton>
            <DeleteVideoButton video={video} />
          </div>
        </div>
      </div>
      {takes.length > 0 && (
        <ul className="mt-4 border-t border-line">
          {takes.map((take) => (
            <TakeRow key={take.id} video={video} take={take} />
          ))}
        </ul>
      )}
    </article>
  );
}
