import { CalendarClock, FileText, MapPin, VideoOff } from 'lucide-react';
import { useImperativeHandle, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { Profile } from '@/api/models';
import { CvLink } from '@/components/CvLink';
import { Player, type PlayerHandle } from '@/components/player/Player';
import { EmptyState } from '@/components/states';
import { useViewReporter } from '@/hooks/useViewReporter';
import { JudgementPanel } from './JudgementPanel';
import { Resume } from './Resume';
import { useJudgement } from './useJudgement';

export interface PersonProps {
  profile: Profile;
  /** Nothing else on the page: the name is its title. */
  isAlone: boolean;
  player: Ref<PlayerHandle>;
  /** Lets the page's keys rate. */
  rateRef: Ref<(rating: number) => void>;
  onSkill: (skill: string) => void;
}

export function Person({ profile, isAlone, player, rateRef, onSkill }: PersonProps) {
  const { t } = useTranslation('candidates');
  const video = profile.presentation_video;
  const Heading = isAlone ? 'h1' : 'h2';
  return (
    <article className="mx-auto max-w-5xl">
      <header className="mb-5">
        <Heading className="text-xl font-semibold tracking-tight">
          <bdi>
            {profile.first_name} {profile.last_name}
          </bdi>
        </Heading>
        {profile.headline !== '' && (
          <p className="text-ink-soft">
            <bdi>{profile.headline}</bdi>
          </p>
        )}
        <ul className="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-sm text-ink-faint">
          {profile.location !== '' && (
            <li className="flex items-center gap-1.5">
              <MapPin aria-hidden className="size-4" />
              <bdi>{profile.location}</bdi>
            </li>
          )}
          {profile.availability !== '' && (
            <li className="flex items-center gap-1.5">
              <CalendarClock aria-hidden className="size-4" />
              <bdi>{profile.availability}</bdi>
            </li>
          )}
          <li className="empty:hidden">
            <CvLink profileId={profile.id} icon={FileText}>
              {t('cv_open')}
            </CvLink>
          </li>
        </ul>
      </header>
      {video ? (
        <Watching
          videoId={video.id}
          title={t('presentation_of', { name: `${profile.first_name} ${profile.last_name}` })}
          player={player}
          rateRef={rateRef}
        />
      ) : (
        <EmptyState
          icon={VideoOff}
          title={t('no_video')}
          className="rounded-lg border border-dashed border-line"
        >
          {t('no_video_detail')}
        </EmptyState>
      )}
      <div className="mt-10">
        <Resume profile={profile} heading={isAlone ? 'h2' : 'h3'} onSkill={onSkill} />
      </div>
    </article>
  );
}

function Watching({
  videoId,
  title,
  player,
  rateRef,
}: {
  videoId: string;
  title: string;
  player: Ref<PlayerHandle>;
  rateRef: Ref<(rating: number) => void>;
}) {
  const { onElement, ensureView } = useViewReporter(videoId);
  const judging = useJudgement(videoId, ensureView);
  useImperativeHandle(rateRef, () => judging.rate);
  return (
    <div className="grid items-start gap-8 xl:grid-cols-[1fr_18rem]">
      <Player
        ref={player}
        source={{ kind: 'video', id: videoId }}
        title={title}
        onElement={onElement}
        className="min-w-0"
      />
      <JudgementPanel {...judging} />
    </div>
  );
}
