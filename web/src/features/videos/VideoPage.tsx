import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { ArrowLeft, Hourglass, RotateCcw } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from '@tanstack/react-router';
import type { Take, Video } from '@/api/models';
import { isPlayable, isPreparing, videoQuery } from '@/api/queries/videos';
import { Card } from '@/components/Card';
import { CoachingPanel } from '@/components/coaching/CoachingPanel';
import { LinkButton } from '@/components/LinkButton';
import { Player, type PlayerHandle } from '@/components/player/Player';
import { PageShell } from '@/components/shell/PageShell';
import { EmptyState, ErrorState, Skeleton } from '@/components/states';
import { usePageTitle } from '@/hooks/usePageTitle';
import { AgreementNotice } from './AgreementNotice';
import { DeleteVideoButton } from './DeleteVideoButton';
import { GapsNotice } from './GapsNotice';
import { NotesCard } from './NotesCard';
import { shownTakes, TakeRow } from './TakeRow';
import { TitleField } from './TitleField';
import { UploadButton } from './UploadButton';
import { VideoBadges } from './VideoBadges';
import { WatchersCard } from './WatchersCard';

/** One video: its takes, one of them in the player. */
export default function VideoPage() {
  const { t } = useTranslation('videos');
  const { videoId } = useParams({ from: '/videos/$videoId' });
  const { data: video, error, refetch } = useQuery(videoQuery(videoId));
  usePageTitle(video?.title ?? t('title'));
  return (
    <PageShell>
      <Link
        to="/videos"
        className="mb-4 inline-flex min-h-11 items-center gap-2 rounded-sm text-sm font-medium text-ink-soft hover:text-ink"
      >
        <ArrowLeft aria-hidden className="size-4 rtl:-scale-x-100" />
        {t('title')}
      </Link>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : video ? (
        <Review video={video} />
      ) : (
        <div className="grid gap-8 lg:grid-cols-[1fr_22rem]">
          <Skeleton className="aspect-video rounded-lg" />
          <Skeleton className="h-64 rounded-lg" />
        </div>
      )}
    </PageShell>
  );
}

/** The one asked for, else the kept one, else the newest that plays. */
function chosenTake(video: Video, asked: string | undefined): Take | undefined {
  const takes = shownTakes(video).filter(isPlayable);
  return takes.find(({ id }) => id === asked) ?? takes.find(({ kept }) => kept) ?? takes[0];
}

function Review({ video }: { video: Video }) {
  const { t } = useTranslation('videos');
  const { take: asked } = useSearch({ from: '/videos/$videoId' });
  const navigate = useNavigate();
  const takes = shownTakes(video);
  const take = chosenTake(video, asked);
  const player = useRef<PlayerHandle>(null);
  const several = takes.filter(isPlayable).length > 1;
  return (
    <>
      <div className="mb-6 flex flex-wrap items-center gap-x-4 gap-y-2">
        <TitleField video={video} />
        <VideoBadges video={video} />
      </div>
      <div className="grid items-start gap-8 lg:grid-cols-[1fr_22rem]">
        <div className="min-w-0">
          {take ? (
            <>
              <Player
                ref={player}
                source={{ kind: 'take', id: take.id }}
                title={`${video.title}, ${t('take_number', { number: take.number })}`}
              />
              <GapsNotice take={take} />
              <AgreementNotice video={video} />
              <CoachingPanel
                key={take.id}
                takeId={take.id}
                durationMs={take.duration_ms ?? 0}
                isBest={several && take.is_proposed}
                onSeek={(timeS) => player.current?.seek(timeS)}
                className="mt-6"
              />
            </>
          ) : takes.some(isPreparing) ? (
            <div
              role="status"
              className="flex aspect-video items-center rounded-lg border border-dashed border-line"
            >
              <EmptyState icon={Hourglass} title={t('preparing_title')}>
                {t('preparing_detail')}
              </EmptyState>
            </div>
          ) : (
            <EmptyState
              icon={RotateCcw}
              title={t('no_take')}
              className="aspect-video rounded-lg border border-dashed border-line"
              action={
                <LinkButton to="/studio/$videoId" params={{ videoId: video.id }} look="primary">
                  {t('record_first')}
                </LinkButton>
              }
            >
              {t('no_take_detail')}
            </EmptyState>
          )}
        </div>
        <aside className="flex flex-col gap-4">
          <Card>
            <h2 className="font-semibold">{t('takes')}</h2>
            {video.is_practice && (
              <p className="mt-1 text-sm text-ink-soft">{t('practice_detail')}</p>
            )}
            <ul className="mt-2">
              {takes.map((one) => (
                <TakeRow
                  key={one.id}
                  video={video}
                  take={one}
                  isShown={one.id === take?.id}
                  isBest={several && one.is_proposed}
                />
              ))}
            </ul>
            <div className="mt-2 flex flex-wrap gap-1 border-t border-line pt-4">
              <LinkButton to="/studio/$videoId" params={{ videoId: video.id }} icon={RotateCcw}>
                {t('retake')}
              </LinkButton>
              <UploadButton videoId={video.id} look="quiet" />
              <DeleteVideoButton video={video} onDeleted={() => void navigate({ to: '/videos' })} />
            </div>
          </Card>
          {video.kept_take_id !== null && <WatchersCard videoId={video.id} />}
          <NotesCard key={video.id} video={video} />
        </aside>
      </div>
    </>
  );
}
