import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePageTitle } from '@/hooks/usePageTitle';
import { isRolling } from '@/live/state';
import { Announcer } from './Announcer';
import { CoachingConsentPhase } from './CoachingConsent';
import { ConsentPhase, DeclinedPhase } from './ConsentPhase';
import { DevicesPhase } from './DevicesPhase';
import { FailedPhase, KeptPhase, RecoveringPhase } from './EndPhases';
import { Frame } from './Frame';
import { useStudioKeys } from './keys';
import { LeaveGuard } from './LeaveGuard';
import { LivePhases } from './LivePhases';
import { carryNotes } from './notesCarry';
import { PreparingPhase } from './PreparingPhase';
import { ReviewPhase } from './ReviewPhase';
import { useFit } from './useFit';
import { useIdle } from './useIdle';
import { useNotes } from './useNotes';
import { useStudio, type Studio } from './useStudio';

export interface StudioPageProps {
  /** A retake of this video; without it a new video is made. */
  videoId?: string;
  /** The script of a new video; the default one otherwise. */
  scriptSlug?: string;
  practice: boolean;
}

/** From the consent to the kept take. Another video, script or kind of take is another studio. */
export default function StudioPage({ videoId, scriptSlug, practice }: StudioPageProps) {
  const key = [videoId, scriptSlug, practice].join('/');
  return <StudioRoom key={key} videoId={videoId} scriptSlug={scriptSlug} practice={practice} />;
}

function StudioRoom(target: {
  videoId: string | undefined;
  scriptSlug: string | undefined;
  practice: boolean;
}) {
  const { t } = useTranslation('studio');
  const studio = useStudio(target);
  const { state, controller } = studio;
  const practice = studio.prepared?.practice ?? target.practice;
  const [shape, setShape] = useState(16 / 9);
  const { ref, fit } = useFit(shape);
  const recording = state.phase === 'recording';
  const idle = useIdle(recording);
  usePageTitle(practice ? t('page_practice') : t('page'));

  const rolling = state.phase === 'countdown' || recording;
  const stop = useCallback(() => controller.stop(), [controller]);
  useStudioKeys(rolling ? stop : null);

  return (
    <Frame ref={ref} phase={state.phase} practice={practice} fit={fit} idle={idle}>
      <Announcer state={state} />
      <Phases studio={studio} practice={practice} onShape={setShape} />
      <LeaveGuard isRolling={isRolling(state)} />
    </Frame>
  );
}

function Phases({
  studio,
  practice,
  onShape,
}: {
  studio: Studio;
  practice: boolean;
  onShape: (ratio: number) => void;
}) {
  const { state, controller, requests, prepared, devices, coaching, network, retry } = studio;
  const { notes, setNotes, save } = useNotes(requests, prepared);
  const navigate = useNavigate();

  // Nothing written may be lost to the countdown's first second.
  const counting = state.phase === 'countdown';
  const saveNow = useRef(save);
  useEffect(() => {
    saveNow.current = save;
  }, [save]);
  useEffect(() => {
    if (counting) saveNow.current();
  }, [counting]);

  const toReal = () => {
    carryNotes(notes);
    const slug = prepared?.script.slug;
    void navigate({
      to: '/studio',
      search: slug === undefined || prepared?.script.is_default ? {} : { script: slug },
    });
  };

  if (state.phase === 'failed') return <FailedPhase failure={state.failure} onRetry={retry} />;
  if (!prepared || state.phase === 'preparing') return <PreparingPhase />;
  switch (state.phase) {
    case 'consent':
      return <ConsentPhase controller={controller} asksCoaching={prepared.asksCoaching} />;
    case 'coaching_consent':
      return <CoachingConsentPhase controller={controller} />;
    case 'declined':
      return <DeclinedPhase controller={controller} />;
    case 'devices':
      return (
        <DevicesPhase
          state={state}
          script={prepared.script}
          practice={practice}
          controller={controller}
        />
      );
    case 'connecting':
    case 'ready':
    case 'countdown':
    case 'recording':
    case 'stopping':
      return (
        <LivePhases
          state={state}
          script={prepared.script}
          devices={devices}
          coaching={coaching}
          network={network}
          controller={controller}
          notes={notes}
          onNotes={setNotes}
          onShape={onShape}
        />
      );
    case 'recovering':
      return <RecoveringPhase state={state} />;
    case 'review':
      return (
        <ReviewPhase
          key={state.result.takeId}
          result={state.result}
          practice={practice}
          controller={controller}
          requests={requests}
          onRetake={retry}
          onReal={toReal}
        />
      );
    case 'kept':
      return <KeptPhase />;
  }
}
