import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Video as VideoIcon } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { profileQuery, visibilityQuery } from '@/api/queries/profiles';
import { videosQuery } from '@/api/queries/videos';
import { Button } from '@/components/Button';
import { LinkButton } from '@/components/LinkButton';
import { PageShell } from '@/components/shell/PageShell';
import { ErrorState, Skeleton } from '@/components/states';
import { usePageTitle } from '@/hooks/usePageTitle';
import { useUser } from '@/hooks/useSession';
import { nextStep } from './nextStep';
import { NextStepCard } from './NextStepCard';
import { UploadButton } from './UploadButton';
import { VideoCard } from './VideoCard';
import { VisibilityCard, VisibilityDialog } from './VisibilityCard';
import { WatchersCard } from './WatchersCard';

/** A candidate's home: the next thing to do, then what is there. */
export default function VideosPage() {
  const { t } = useTranslation('videos');
  const user = useUser();
  const list = useInfiniteQuery(videosQuery());
  const visibility = useQuery(visibilityQuery());
  const profile = useQuery({
    ...profileQuery(user.profile_id ?? ''),
    enabled: user.profile_id !== null,
  });
  const [sharing, setSharing] = useState(false);
  usePageTitle(t('title'));

  const videos = list.data?.pages.flatMap((page) => page.results);
  const presented = videos?.find((video) => video.linked_to_cv && video.kept_take_id !== null);
  const settled = videos !== undefined && !visibility.isLoading && !profile.isLoading;

  return (
    <PageShell>
      <h1 className="mb-6 text-2xl font-semibold tracking-tight">
        {t('greeting', { name: user.first_name })}
      </h1>
      {list.error ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : (
        <>
          {settled ? (
            <NextStepCard
              step={nextStep({ videos, visibility: visibility.data, profile: profile.data })}
              onShare={() => setSharing(true)}
            />
          ) : (
            <Skeleton className="h-56 rounded-lg" />
          )}
          <div className="mt-10 grid items-start gap-8 lg:grid-cols-[1fr_19rem]">
            <section aria-labelledby="videos-heading" className="min-w-0">
              <div className="mb-4 flex min-h-11 flex-wrap items-center justify-between gap-4">
                <h2 id="videos-heading" className="text-lg font-semibold">
                  {t('videos')}
                </h2>
                <div className="flex flex-wrap justify-end gap-2">
                  <UploadButton />
                  {videos !== undefined && videos.length > 0 && (
                    <LinkButton to="/studio" icon={VideoIcon}>
                      {t('new_video')}
                    </LinkButton>
                  )}
                </div>
              </div>
              {videos === undefined ? (
                <div className="flex flex-col gap-4">
                  <Skeleton className="h-44 rounded-lg" />
                  <Skeleton className="h-44 rounded-lg" />
                </div>
              ) : videos.length === 0 ? (
                <p className="rounded-lg border border-dashed border-line p-6 text-ink-soft">
                  {t('videos_none')}
                </p>
              ) : (
                <div className="flex flex-col gap-4">
                  {videos.map((video) => (
                    <VideoCard key={video.id} video={video} />
                  ))}
                </div>
              )}
              {list.hasNextPage && (
                <Button
                  className="mt-4"
                  isPending={list.isFetchingNextPage}
                  onPress={() => void list.fetchNextPage()}
                >
                  {t('show_more')}
                </Button>
              )}
            </section>
            <aside className="flex flex-col gap-4">
              <VisibilityCard onChange={() => setSharing(true)} />
              {presented && <WatchersCard videoId={presented.id} />}
            </aside>
          </div>
          <VisibilityDialog isOpen={sharing} onClose={() => setSharing(false)} />
        </>
      )}
    </PageShell>
  );
}
