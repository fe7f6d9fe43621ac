import { Link } from '@tanstack/react-router';
import { RotateCcw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Video } from '@/api/models';
import { LinkButton } from '@/components/LinkButton';
import { Poster } from '@/components/Poster';
import { useFormat } from '@/hooks/useFormat';
import { clock } from '@/lib/time';
import { AgreementNotice } from './AgreementNotice';
import { DeleteVideoButton } from './DeleteVideoButton';
import { shownTakes, TakeRow } from './TakeRow';
import { VideoBadges } from './VideoBadges';

export function VideoCard({ video }: { video: Video }) {
  const { t } = useTranslation('videos');
  const format = useFormat();
  const takes = shownTakes(video);
  return (
    <article className="rounded-lg border border-line bg-surface p-4 pb-2">
      <div className="grid grid-cols-[7rem_1fr] gap-x-4 sm:grid-cols-[13rem_1fr]">
        <Link
          to="/videos/$videoId"
          params={{ videoId: video.id }}
          tabIndex={-1}
          aria-hidden
          className="block sm:row-span-2"
        >
          <Poster url={video.poster_url} className="w-full" />
        </Link>
        <div className="flex min-w-0 flex-col gap-2">
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
        </div>
        <div className="col-span-2 flex flex-wrap items-center self-end max-sm:-ms-3 max-sm:mt-2 sm:col-span-1 sm:col-start-2 sm:-ms-4">
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
      <AgreementNotice video={video} />
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
