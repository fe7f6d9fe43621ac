import { useQuery } from '@tanstack/react-query';
import { useCallback, useRef, useState, type RefObject } from 'react';
import type { Playback } from '@/api/models';
import { playbackQuery, type PlaybackSource } from '@/api/queries/videos';
import { pickSource } from './sources';

/** A fresh link that fails again this soon is not expired but broken. */
const GIVE_UP_WITHIN_MS = 8_000;

export interface Resume {
  timeS: number;
  playing: boolean;
}

export interface PlaybackLinks {
  playback: Playback | undefined;
  src: string | undefined;
  isLoading: boolean;
  /** Why there are no links to be had; `null` when there are. */
  error: unknown;
  /** The links are good but the browser refuses the file. */
  isBroken: boolean;
  /** For the video element's own error. */
  onMediaError: () => void;
  /** Once the new link is loaded: where to go on. `null` for a first load. */
  takeResume: () => Resume | null;
  /** Before playing or seeking: links end after five minutes. */
  renewIfExpired: () => void;
  retry: () => void;
}

/**
 * Links to a video and their renewal: after an error the video goes on where it was. For one source;
 * another one needs a new instance.
 */
export function usePlayback(
  source: PlaybackSource,
  video: RefObject<HTMLVideoElement | null>,
): PlaybackLinks {
  const { data, error, isLoading, refetch } = useQuery(playbackQuery(source));
  const [broken, setBroken] = useState(false);
  const resume = useRef<Resume | null>(null);
  const renewedAt = useRef(0);
  const src =
    data &&
    pickSource(data.sources, (type) => document.createElement('video').canPlayType(type) !== '')
      ?.url;

  const renew = useCallback(() => {
    const element = video.current;
    if (element && !resume.current) {
      resume.current = { timeS: element.currentTime, playing: !element.paused };
    }
    renewedAt.current = Date.now();
    setBroken(false);
    void refetch();
  }, [refetch, video]);

  const onMediaError = useCallback(() => {
    if (Date.now() - renewedAt.current < GIVE_UP_WITHIN_MS) {
      setBroken(true);
      return;
    }
    renew();
  }, [renew]);

  const takeResume = useCallback(() => {
    const to = resume.current;
    resume.current = null;
    return to;
  }, []);

  const expiresAt = data?.expires_at;
  const renewIfExpired = useCallback(() => {
    if (expiresAt === undefined || Date.parse(expiresAt) > Date.now()) return;
    if (video.current && !hasTheRest(video.current)) renew();
  }, [expiresAt, renew, video]);

  const retry = useCallback(() => {
    renewedAt.current = 0;
    renew();
  }, [renew]);

  return {
    playback: data,
    src,
    isLoading,
    error,
    isBroken: broken,
    onMediaError,
    takeResume,
    renewIfExpired,
    retry,
  };
}

/** All that is still to be played is loaded: no link is needed for it. */
function hasTheRest({ buffered, currentTime, duration }: HTMLVideoElement): boolean {
  for (let i = 0; i < buffered.length; i += 1) {
    if (buffered.start(i) <= currentTime && buffered.end(i) >= duration) return true;
  }
  return false;
}
