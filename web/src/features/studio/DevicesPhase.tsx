import { Video, VideoOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Script } from '@/api/models';
import { useLanguage } from '@/hooks/useLanguage';
import { browserOf } from '@/live/browser';
import type { StudioController } from '@/live/controller';
import { permissionFor } from '@/live/devices';
import type { DeviceTrouble, StudioState } from '@/live/state';
import { Dock, Primary } from './Dock';
import { Panel } from './Panel';

/** Before the camera is on: what will happen, or why it did not. */
export function DevicesPhase({
  state,
  script,
  practice,
  controller,
}: {
  state: Extract<StudioState, { phase: 'devices' }>;
  script: Script;
  practice: boolean;
  controller: StudioController;
}) {
  const { t } = useTranslation('studio');
  const granted = useGranted();
  const { trouble } = state;
  // Nothing that is pressed here could help.
  const hopeless = trouble === 'insecure' || trouble === 'unsupported';
  return (
    <>
      {trouble === null ? (
        <Welcome script={script} practice={practice} deleted={state.deleted} />
      ) : (
        <Trouble trouble={trouble} />
      )}
      <Dock
        primary={
          <Primary
            testId="allow-camera"
            icon={Video}
            isPending={state.opening}
            isDisabled={hopeless}
            takesFocus={trouble === null}
            onPress={() => void controller.openDevices()}
          >
            {state.opening
              ? t('camera_opening')
              : trouble !== null
                ? t('camera_again')
                : granted
                  ? t('camera_on')
                  : t('camera_allow')}
          </Primary>
        }
      />
    </>
  );
}

function Welcome({
  script,
  practice,
  deleted,
}: {
  script: Script;
  practice: boolean;
  deleted: boolean;
}) {
  const { t } = useTranslation('studio');
  const { language } = useLanguage();
  const seconds = Math.round(script.duration_ms / 1000);
  return (
    <Panel title={practice ? t('welcome_practice') : t('welcome')}>
      {deleted && <p className="mb-3 font-medium text-ink">{t('deleted')}</p>}
      <p>{practice ? t('welcome_practice_detail') : t('welcome_detail')}</p>
      <h2 className="mt-6 text-sm font-medium text-ink">
        {t('steps_of', { seconds, count: script.steps.length })}
      </h2>
      <ol className="mt-2 divide-y divide-line border-y border-line">
        {script.steps.map((step) => (
          <li key={step.key} className="flex items-baseline gap-3 py-2">
            <span className="min-w-0 flex-1">
              <span className="block text-ink">{step.title[language]}</span>
              <span className="block text-sm">{step.prompt[language]}</span>
            </span>
            <span className="shrink-0 text-sm nums">
              {t('seconds', { count: Math.round(step.duration_ms / 1000) })}
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function Trouble({ trouble }: { trouble: DeviceTrouble }) {
  const { t } = useTranslation('studio');
  const browser = browserOf(navigator.userAgent, navigator.maxTouchPoints);
  return (
    <Panel
      icon={VideoOff}
      tint="advice"
      title={t(`trouble_${trouble}`)}
      isAlert
      testId="studio-error"
    >
      <p>{t(`trouble_${trouble}_do`)}</p>
      {trouble === 'refused' && <p className="mt-3 text-ink">{t(`refused_${browser}`)}</p>}
      <p className="mt-3">{t('nothing_recorded_yet')}</p>
    </Panel>
  );
}

/** Whether this site was allowed before: then nobody is asked again, and the button says so. */
function useGranted(): boolean {
  const [granted, setGranted] = useState(false);
  useEffect(() => {
    let gone = false;
    void Promise.all([permissionFor('camera'), permissionFor('microphone')]).then((answers) => {
      if (!gone) setGranted(answers.every((answer) => answer === 'granted'));
    });
    return () => {
      gone = true;
    };
  }, []);
  return granted;
}
