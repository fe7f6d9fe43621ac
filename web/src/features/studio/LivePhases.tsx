import { Circle, Gauge as GaugeIcon, NotebookPen, Settings2, Square, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/Button';
import { IconButton } from '@/components/IconButton';
import type { Script } from '@/api/models';
import type { Coaching } from '@/live/coaching';
import type { DevicesView, StudioController } from '@/live/controller';
import type { Network } from '@/live/network';
import type { StudioState } from '@/live/state';
import { Gauges, HintLine } from './Coaching';
import { CoachingConsentDialog } from './CoachingConsent';
import { CoachingSettings } from './CoachingSettings';
import { Countdown } from './Countdown';
import { Cue } from './Cue';
import { DevicePanel } from './DevicePanel';
import { HintVoice } from './HintVoice';
import { Dock, Primary } from './Dock';
import { LevelMeter } from './LevelMeter';
import { NoticeBar } from './Notice';
import { Picture } from './Picture';
import { useCoachingHidden } from './useCoachingHidden';

export type LiveState = Extract<
  StudioState,
  { phase: 'connecting' | 'ready' | 'countdown' | 'recording' | 'stopping' }
>;

/** The camera is on: from the first picture to the last. One component, so that nothing jumps. */
export function LivePhases({
  state,
  script,
  devices,
  coaching,
  network,
  controller,
  notes,
  onNotes,
  onShape,
}: {
  state: LiveState;
  script: Script;
  devices: DevicesView;
  coaching: Coaching;
  network: Network | null;
  controller: StudioController;
  notes: string;
  onNotes: (notes: string) => void;
  onShape: (ratio: number) => void;
}) {
  const { t } = useTranslation(['studio', 'coaching']);
  const [settings, setSettings] = useState(hasRoom);
  const [writing, setWriting] = useState(hasRoom);
  const [coachingOpen, setCoachingOpen] = useState(false);
  const [asking, setAsking] = useState(false);
  const [hidden, setHidden] = useCoachingHidden();
  const preparing = state.phase === 'connecting' || state.phase === 'ready';
  // What the session says is what is recorded; it comes a moment after the picture.
  const steps = state.session?.script.steps ?? script.steps;
  const settingUp = state.phase === 'ready';
  const recording = state.phase === 'recording';
  // A server that knows no coaching says nothing about it, and then neither does the page.
  const known = coaching.analysis !== 'unknown';
  const coached = !hidden && (settingUp || recording);
  const notesShown = preparing ? writing : notes.trim() !== '';

  return (
    <>
      <h1 className="sr-only">{t('page')}</h1>
      <Picture controller={controller} onShape={onShape} />
      <Cue
        steps={steps}
        run={runOf(state)}
        notes={notes}
        notesShown={notesShown}
        onNotes={onNotes}
      />
      <div className="studio-stage">
        {coached && known && <HintLine coaching={coaching} settingUp={settingUp} />}
        <HintVoice coaching={coaching} silent={!coached} />
        {state.phase === 'countdown' && <Countdown remaining={state.remaining} />}
        <div className="studio-foot">
          <div role="status" className="flex flex-col items-center gap-2 *:pointer-events-auto">
            <Notices state={state} devices={devices} controller={controller} />
          </div>
          {coached && (
            <Gauges
              coaching={coaching}
              settingUp={settingUp}
              network={network}
              onAgree={() => setAsking(true)}
              onResume={() => controller.setAnalysis(true)}
            />
          )}
        </div>
        {preparing && settings && (
          <div className="pointer-events-none absolute inset-0 flex items-end p-(--gap) pb-2 *:pointer-events-auto">
            <DevicePanel
              controller={controller}
              devices={devices}
              onClose={() => setSettings(false)}
            />
          </div>
        )}
        {coachingOpen && known && (settingUp || recording) && (
          <div className="pointer-events-none absolute inset-0 flex items-end justify-end p-(--gap) pb-2 *:pointer-events-auto">
            <CoachingSettings
              coaching={coaching}
              hidden={hidden}
              recording={recording}
              onHidden={setHidden}
              onAnalysis={(enabled) => controller.setAnalysis(enabled)}
              onClose={() => setCoachingOpen(false)}
            />
          </div>
        )}
      </div>
      <CoachingConsentDialog
        controller={controller}
        isOpen={asking && settingUp}
        onClose={() => setAsking(false)}
      />
      <Dock
        fades={state.phase === 'recording'}
        start={
          <>
            {preparing && (
              <IconButton
                icon={Settings2}
                label={t('settings')}
                aria-expanded={settings}
                onPress={() => setSettings(!settings)}
                className="bg-surface/90"
              />
            )}
            <LevelMeter controller={controller} />
          </>
        }
        primary={<LivePrimary state={state} controller={controller} />}
        end={
          <>
            {preparing && (
              <Button
                look="secondary"
                icon={NotebookPen}
                aria-expanded={writing}
                onPress={() => setWriting(!writing)}
              >
                {t('notes')}
              </Button>
            )}
            {known && (settingUp || recording) && (
              <IconButton
                data-testid="coaching-settings"
                icon={GaugeIcon}
                label={t('coaching:settings')}
                aria-expanded={coachingOpen}
                onPress={() => setCoachingOpen(!coachingOpen)}
                className="bg-surface/90"
              />
            )}
          </>
        }
      />
    </>
  );
}

/** On a small screen the picture is worth more than open panels. */
function hasRoom(): boolean {
  return window.matchMedia('(width >= 64rem) and (height > 32rem)').matches;
}

function runOf(state: LiveState) {
  switch (state.phase) {
    case 'recording':
      return state.run;
    case 'stopping': {
      const { totalMs, script } = state.session;
      const last = script.steps.length - 1;
      let startMs = 0;
      for (const [index, step] of script.steps.entries()) {
        const endMs = startMs + step.duration_ms;
        if (state.keptMs < endMs || index === last) {
          return { totalMs, elapsedMs: state.keptMs, step: { index, startMs, endMs } };
        }
        startMs = endMs;
      }
      return null;
    }
    default:
      return null;
  }
}

function LivePrimary({ state, controller }: { state: LiveState; controller: StudioController }) {
  const { t } = useTranslation('studio');
  switch (state.phase) {
    case 'connecting':
      return (
        <Primary key="start" testId="start" icon={Circle} isPending>
          {state.attempt > 1 ? t('connecting_again') : t('connecting')}
        </Primary>
      );
    case 'ready':
      return (
        <Primary
          key="start"
          testId="start"
          icon={Circle}
          takesFocus
          isPending={state.starting}
          isDisabled={state.interrupted}
          onPress={() => controller.start()}
        >
          {t('start')}
        </Primary>
      );
    case 'countdown':
      return (
        <Primary
          key="cancel"
          testId="cancel-countdown"
          look="secondary"
          icon={X}
          settles
          takesFocus
          isPending={state.cancelling}
          onPress={() => controller.stop()}
        >
          {t('countdown_cancel')}
        </Primary>
      );
    case 'recording':
      return (
        <Primary
          key="stop"
          testId="stop"
          icon={Square}
          takesFocus
          onPress={() => controller.stop()}
        >
          {t('stop')}
        </Primary>
      );
    case 'stopping':
      return (
        <Primary key="stopping" isPending>
          {t('stopping')}
        </Primary>
      );
  }
}

function Notices({
  state,
  devices,
  controller,
}: {
  state: LiveState;
  devices: DevicesView;
  controller: StudioController;
}) {
  const { t } = useTranslation('studio');
  if (state.phase === 'recording') {
    return state.notices.map((notice) => (
      <NoticeBar
        key={notice}
        tone="advice"
        actions={
          notice !== 'line_interrupted' &&
          notice !== 'camera_paused' && (
            <IconButton
              icon={X}
              label={t('dismiss')}
              onPress={() => controller.send({ type: 'cleared', notice })}
            />
          )
        }
      >
        {t(`notice_${notice}`)}
      </NoticeBar>
    ));
  }
  if (state.phase === 'ready' && state.interrupted) {
    return <NoticeBar tone="advice">{t('notice_line_unsteady')}</NoticeBar>;
  }
  if (state.phase !== 'ready' && state.phase !== 'connecting') return null;

  const dismiss = (
    <IconButton icon={X} label={t('dismiss')} onPress={() => controller.dismissDeviceNote()} />
  );
  const { problem, replaced, added } = devices;
  if (problem !== null) {
    return (
      <NoticeBar tone="advice" actions={dismiss}>
        {t(`trouble_${problem}`)}
        {'. '}
        {t('device_unchanged')}
      </NoticeBar>
    );
  }
  if (replaced !== null) {
    return (
      <NoticeBar tone="info" actions={dismiss}>
        {t(`replaced_${replaced}`)}
      </NoticeBar>
    );
  }
  if (added !== null) {
    return (
      <NoticeBar
        tone="info"
        actions={
          <>
            <Button look="quiet" onPress={() => void controller.choose(added)}>
              {t('device_use')}
            </Button>
            {dismiss}
          </>
        }
      >
        {t('device_added', { name: added.label })}
      </NoticeBar>
    );
  }
  return null;
}
