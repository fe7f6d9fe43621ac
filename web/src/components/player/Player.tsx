import { LoaderCircle, Play } from 'lucide-react';
import {
  useCallback,
  useImperativeHandle,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { PlaybackSource } from '@/api/queries/videos';
import { cx } from '@/lib/cx';
import { ErrorState } from '../states';
import { Chapters } from './Chapters';
import { carryOut, goOn, seekTo, setSpeed } from './commands';
import { Controls } from './Controls';
import { commandOf, type PlayerCommand } from './keys';
import { SeekBar } from './SeekBar';
import { useControlsShown } from './useControlsShown';
import { useFullscreen } from './useFullscreen';
import { useMedia } from './useMedia';
import { usePlayback } from './usePlayback';

export interface PlayerHandle {
  obey: (command: PlayerCommand) => void;
  /** Seconds from the start. */
  seek: (timeS: number) => void;
}

export interface PlayerProps {
  source: PlaybackSource;
  /** What is played, for screen readers: "Présentation de Salma". */
  title: string;
  /** The titles of the steps under the picture. */
  showChapters?: boolean;
  /** Listens to the element itself, as `useViewReporter` does. Stable between renders. */
  onElement?: (video: HTMLVideoElement) => () => void;
  /** Over the picture, such as a badge. */
  overlay?: ReactNode;
  className?: string;
  ref?: Ref<PlayerHandle>;
}

/**
 * Plays a take or a video: poster, steps as chapters, hover pictures, speed, keyboard, full screen.
 * Its links last five minutes; it renews them and goes on where it was.
 */
export function Player(props: PlayerProps) {
  // Another video in the same place starts afresh.
  return <OnePlayer key={`${props.source.kind}:${props.source.id}`} {...props} />;
}

function OnePlayer({
  source,
  title,
  showChapters = true,
  onElement,
  overlay,
  className,
  ref,
}: PlayerProps) {
  const { t } = useTranslation('player');
  const { ref: mediaRef, video, state } = useMedia();
  const links = usePlayback(source, video);
  const frame = useRef<HTMLDivElement>(null);
  const [started, setStarted] = useState(false);
  const { active: isFullscreen, toggle: toggleFullscreen } = useFullscreen(frame);
  const { shown, show } = useControlsShown();
  const { playback, src, renewIfExpired } = links;
  // A master that was cut may not know its length before it is played; the server does.
  const durationS = state.durationS || (playback?.duration_ms ?? 0) / 1000;
  const hidden = state.playing && !shown;

  const attach = useCallback(
    (element: HTMLVideoElement) => {
      const forget = mediaRef(element);
      const stop = onElement?.(element);
      return () => {
        stop?.();
        if (typeof forget === 'function') forget();
      };
    },
    [mediaRef, onElement],
  );

  const seek = (timeS: number) => {
    if (!video.current) return;
    seekTo(video.current, timeS, durationS);
    renewIfExpired();
  };

  const obey = (command: PlayerCommand) => {
    if (command.do === 'fullscreen') {
      toggleFullscreen();
      return;
    }
    if (!video.current) return;
    carryOut(video.current, command, durationS);
    renewIfExpired();
  };

  useImperativeHandle(ref, () => ({ obey, seek }));

  const onKeyDown = (event: KeyboardEvent) => {
    show();
    // A focused button answers to space itself.
    if (event.key === ' ' && event.target instanceof HTMLButtonElement) return;
    const command = commandOf(event);
    if (!command) return;
    event.preventDefault();
    event.stopPropagation();
    obey(command);
  };

  return (
    <div className={className}>
      {/* The group takes keys for all that is inside; each button also works by itself. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        ref={frame}
        role="group"
        aria-label={title}
        onKeyDown={onKeyDown}
        onPointerMove={show}
        onFocus={show}
        className={cx(
          'relative overflow-hidden bg-black',
          isFullscreen ? 'h-full' : 'aspect-video rounded-lg',
          hidden && 'cursor-none',
        )}
      >
        {src !== undefined && (
          // Captions come with the transcript; until then there is no track to name.
          // eslint-disable-next-line jsx-a11y/media-has-caption
          <video
            ref={attach}
            src={src}
            poster={playback?.poster_url ?? undefined}
            preload="metadata"
            playsInline
            onClick={() => obey({ do: 'toggle' })}
            onDoubleClick={toggleFullscreen}
            onPlay={() => {
              setStarted(true);
              show();
            }}
            onError={links.onMediaError}
            onLoadedMetadata={(event) => {
              const resume = links.takeResume();
              if (resume) goOn(event.currentTarget, resume);
            }}
            className="absolute inset-0 size-full object-contain"
          />
        )}
        {overlay !== undefined && (
          <div className="pointer-events-none absolute start-3 top-3">{overlay}</div>
        )}
        {(links.isLoading || (state.waiting && state.playing)) && (
          <span className="pointer-events-none absolute inset-0 flex items-center justify-center text-white">
            <LoaderCircle aria-label={t('loading')} className="size-10 animate-spin" />
          </span>
        )}
        {src !== undefined && !started && (
          <button
            type="button"
            aria-label={t('play_named', { title })}
            onClick={() => obey({ do: 'toggle' })}
            className="group absolute inset-0 flex cursor-pointer items-center justify-center focus-visible:-outline-offset-4 focus-visible:outline-white"
          >
            <span className="flex size-18 items-center justify-center rounded-full bg-black/55 text-white transition-colors group-hover:bg-black/75">
              <Play aria-hidden className="size-8 translate-x-0.5 fill-current" />
            </span>
          </button>
        )}
        {started && (
          <div
            className={cx(
              'absolute inset-x-0 bottom-0 bg-linear-to-t from-black/80 to-transparent px-3 pt-10 pb-1 transition-opacity',
              hidden && 'opacity-0 focus-within:opacity-100',
            )}
          >
            <SeekBar
              timeS={state.timeS}
              durationS={durationS}
              bufferedS={state.bufferedS}
              chapters={playback?.chapters ?? []}
              thumbnails={playback?.thumbnails ?? null}
              onSeek={seek}
            />
            <Controls
              state={state}
              durationS={durationS}
              isFullscreen={isFullscreen}
              onCommand={obey}
              onSpeed={(rate) => {
                if (video.current) setSpeed(video.current, rate);
              }}
            />
          </div>
        )}
        {(links.isBroken || links.error !== null) && (
          <div className="absolute inset-0 flex items-center overflow-auto bg-surface">
            <ErrorState
              {...(links.isBroken
                ? { title: t('unplayable'), detail: t('unplayable_detail') }
                : { error: links.error })}
              onRetry={links.retry}
              className="py-4"
            />
          </div>
        )}
      </div>
      {showChapters && playback && playback.chapters.length > 0 && (
        <Chapters
          chapters={playback.chapters}
          durationS={durationS}
          timeS={started ? state.timeS : -1}
          onSeek={(timeS) => {
            seek(timeS);
            if (!state.playing) obey({ do: 'toggle' });
          }}
        />
      )}
    </div>
  );
}
