import {
  Maximize,
  Minimize,
  Pause,
  Play,
  RotateCcw,
  RotateCw,
  Volume1,
  Volume2,
  VolumeX,
  type LucideIcon,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button as AriaButton } from 'react-aria-components';
import { useFormat } from '@/hooks/useFormat';
import { cx } from '@/lib/cx';
import { clock } from '@/lib/time';
import { Menu, MenuChoice, MenuTrigger } from '../Menu';
import { SKIP_S, SPEEDS, type PlayerCommand } from './keys';
import type { MediaState } from './useMedia';

export interface ControlsProps {
  state: MediaState;
  durationS: number;
  isFullscreen: boolean;
  onCommand: (command: PlayerCommand) => void;
  onSpeed: (rate: number) => void;
}

/** The row under the line. Left to right in every language, as on every player. */
export function Controls({ state, durationS, isFullscreen, onCommand, onSpeed }: ControlsProps) {
  const { t } = useTranslation('player');
  const format = useFormat();
  const Volume =
    state.muted || state.volume === 0 ? VolumeX : state.volume < 0.5 ? Volume1 : Volume2;
  return (
    <div dir="ltr" className="flex items-center gap-1 text-white">
      <ControlButton
        icon={state.playing ? Pause : Play}
        label={state.playing ? t('pause') : t('play')}
        onPress={() => onCommand({ do: 'toggle' })}
      />
      <ControlButton
        icon={RotateCcw}
        label={t('back', { count: SKIP_S })}
        onPress={() => onCommand({ do: 'skip', seconds: -SKIP_S })}
        className="max-sm:hidden"
      />
      <ControlButton
        icon={RotateCw}
        label={t('forward', { count: SKIP_S })}
        onPress={() => onCommand({ do: 'skip', seconds: SKIP_S })}
        className="max-sm:hidden"
      />
      <p className="px-2 text-sm whitespace-nowrap nums">
        <span className="sr-only">{t('time')} </span>
        {clock(state.timeS)} <span className="text-white/70">/ {clock(durationS)}</span>
      </p>
      <div className="ms-auto flex items-center">
        <MenuTrigger>
          <ControlButton label={t('speed_is', { rate: format.number(state.rate) })}>
            <span className="text-sm font-medium nums">{format.number(state.rate)}×</span>
          </ControlButton>
          <Menu label={t('speed')}>
            <MenuChoice
              title={t('speed')}
              value={String(state.rate)}
              options={SPEEDS.map((rate) => ({
                value: String(rate),
                label: rate === 1 ? t('speed_normal') : `${format.number(rate)}×`,
              }))}
              onChange={(rate) => onSpeed(Number(rate))}
            />
          </Menu>
        </MenuTrigger>
        <ControlButton
          icon={Volume}
          label={state.muted ? t('unmute') : t('mute')}
          onPress={() => onCommand({ do: 'mute' })}
        />
        <ControlButton
          icon={isFullscreen ? Minimize : Maximize}
          label={isFullscreen ? t('fullscreen_leave') : t('fullscreen')}
          onPress={() => onCommand({ do: 'fullscreen' })}
        />
      </div>
    </div>
  );
}

function ControlButton({
  icon: Icon,
  label,
  children,
  onPress,
  className,
}: {
  icon?: LucideIcon;
  label: string;
  children?: ReactNode;
  onPress?: () => void;
  className?: string;
}) {
  return (
    <AriaButton
      aria-label={label}
      onPress={onPress}
      className={cx(
        'inline-flex size-11 shrink-0 cursor-pointer items-center justify-center rounded-sm text-white transition-colors focus-visible:outline-white hovered:bg-white/15',
        className,
      )}
    >
      {Icon && <Icon aria-hidden className="size-5" />}
      {children}
    </AriaButton>
  );
}
