import { CircleAlert, CircleCheck, LifeBuoy, RotateCcw, WifiOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { LinkButton } from '@/components/LinkButton';
import { wholeSeconds } from '@/lib/time';
import type { Failure, StudioState } from '@/live/state';
import { Dock, Primary } from './Dock';
import { Panel } from './Panel';

/** The line is gone, the take is not: it is being looked for. */
export function RecoveringPhase({
  state,
}: {
  state: Extract<StudioState, { phase: 'recovering' }>;
}) {
  const { t } = useTranslation('studio');
  const seconds = wholeSeconds(state.keptMs);
  return (
    <>
      <Panel
        icon={LifeBuoy}
        tint="advice"
        title={state.cause === 'server_stopped' ? t('failed_shutting_down') : t('recovering')}
        isAlert
        testId="studio-error"
      >
        {seconds > 0 && <p className="font-medium text-ink">{t('safe', { count: seconds })}</p>}
        <p className="mt-2">{t('recovering_detail')}</p>
      </Panel>
      <Dock
        start={
          <LinkButton to="/videos" look="quiet">
            {t('to_videos')}
          </LinkButton>
        }
        primary={<Primary isPending>{t('recovering_wait')}</Primary>}
      />
    </>
  );
}

/** What happened, what is safe, what to do. */
export function FailedPhase({ failure, onRetry }: { failure: Failure; onRetry: () => void }) {
  const { t } = useTranslation('studio');
  const { kind } = failure;
  const seconds = wholeSeconds(failure.keptMs);
  const network = kind === 'offline' || kind === 'unreachable' || kind === 'no_path';
  const final = kind === 'gone' || kind === 'not_found_yet';
  const toVideos = (look: 'primary' | 'quiet') => (
    <LinkButton
      to="/videos"
      look={look}
      size={look === 'primary' ? 'lg' : 'md'}
      className={look === 'primary' ? 'w-full' : ''}
    >
      {t('to_videos')}
    </LinkButton>
  );
  return (
    <>
      <Panel
        icon={network ? WifiOff : CircleAlert}
        tint={network || kind === 'not_found_yet' || kind === 'busy' ? 'advice' : 'danger'}
        title={t(`failed_${kind}`)}
        isAlert
        testId="studio-error"
      >
        <p className="font-medium text-ink">
          {seconds > 0 ? t('safe', { count: seconds }) : t('safe_nothing')}
        </p>
        <p className="mt-2">{t(`failed_${kind}_do`)}</p>
      </Panel>
      <Dock
        start={!final && toVideos('quiet')}
        primary={
          final ? (
            toVideos('primary')
          ) : (
            <Primary icon={RotateCcw} takesFocus onPress={onRetry}>
              {t('again')}
            </Primary>
          )
        }
      />
    </>
  );
}

/** Kept: what happens now. */
export function KeptPhase() {
  const { t } = useTranslation('studio');
  return (
    <>
      <Panel icon={CircleCheck} tint="done" title={t('kept')}>
        <ul className="list-disc space-y-2 ps-5">
          <li>{t('kept_copy')}</li>
          <li>{t('kept_seen')}</li>
          <li>{t('kept_change')}</li>
        </ul>
      </Panel>
      <Dock
        start={
          <LinkButton to="/profile" look="quiet">
            {t('to_profile')}
          </LinkButton>
        }
        primary={
          <LinkButton to="/videos" look="primary" size="lg" className="w-full">
            {t('to_videos')}
          </LinkButton>
        }
      />
    </>
  );
}
