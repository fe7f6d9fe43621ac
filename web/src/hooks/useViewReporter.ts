import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import type { View } from '@/api/models';
import { reportView, startView } from '@/api/queries/views';
import { videoKeys } from '@/api/queries/videos';
import { rounded } from '@/lib/intervals';
import { Watching } from '@/lib/watching';

/** The contract with the server: a report every five seconds while playing. */
const REPORT_EVERY_MS = 5_000;

interface Viewing {
  watching: Watching;
  /** The row on the server; made by the first play. */
  view: Promise<View> | null;
  viewId: string | null;
  /** What the server has last taken, as text: nothing is sent twice. */
  sent: string;
  sending: boolean;
  durationS: number;
}

function newViewing(): Viewing {
  return {
    watching: new Watching(),
    view: null,
    viewId: null,
    sent: '[]',
    sending: false,
    durationS: 0,
  };
}

/**
 * Reports which seconds of a video a recruiter watches: every five seconds, at a pause, and when the
 * page is hidden or left. Each report carries all of this viewing's stretches and the server joins
 * them, so one that is lost costs nothing. Give the result to `Player` as `onElement`.
 */
export function useViewReporter(videoId: string): {
  onElement: (video: HTMLVideoElement) => () => void;
  /** The row of this viewing, made if nothing was played yet. */
  ensureView: () => Promise<View>;
} {
  const queries = useQueryClient();
  const current = useRef<Viewing>(newViewing());

  const ensureView = useCallback(() => {
    const viewing = current.current;
    viewing.view ??= startView(videoId).then(
      (view) => {
        viewing.viewId = view.id;
        return view;
      },
      (error: unknown) => {
        // The next play or report tries again.
        viewing.view = null;
        throw error;
      },
    );
    return viewing.view;
  }, [videoId]);

  const onElement = useCallback(
    (video: HTMLVideoElement) => {
      const viewing = newViewing();
      current.current = viewing;
      const { watching } = viewing;

      const send = async (outlive: boolean) => {
        const intervals = rounded(watching.intervals());
        const text = JSON.stringify(intervals);
        if (intervals.length === 0 || text === viewing.sent || (viewing.sending && !outlive))
          return;
        // While the page goes there is no time to make the row first.
        if (outlive && viewing.viewId === null) return;
        viewing.sending = true;
        try {
          const id = viewing.viewId ?? (await ensureView()).id;
          await reportView(
            videoId,
            id,
            { intervals, completed_viewing: watching.completed(viewing.durationS) },
            { outlive },
          );
          viewing.sent = text;
        } catch {
          // Kept in `watching`; the next report carries it.
        } finally {
          viewing.sending = false;
        }
      };

      const heard: Record<string, () => void> = {
        durationchange: () => {
          if (Number.isFinite(video.duration)) viewing.durationS = video.duration;
        },
        playing: () => {
          watching.playing(video.currentTime);
          void ensureView().catch(() => undefined);
        },
        timeupdate: () => {
          if (!video.paused && !video.seeking) watching.progress(video.currentTime);
        },
        seeking: () => watching.seeking(),
        seeked: () => {
          if (!video.paused) watching.playing(video.currentTime);
        },
        waiting: () => {
          if (!video.seeking) watching.stopped(video.currentTime);
        },
        pause: () => {
          // A seek while playing to the end pauses at a place that was not watched.
          if (!video.seeking) watching.stopped(video.currentTime);
          void send(false);
        },
        ended: () => {
          watching.stopped(video.currentTime);
          void send(false);
        },
      };
      for (const [name, handler] of Object.entries(heard)) video.addEventListener(name, handler);
      const timer = setInterval(() => void send(false), REPORT_EVERY_MS);
      const hide = () => {
        if (document.visibilityState === 'hidden') void send(true);
      };
      const leave = () => void send(true);
      document.addEventListener('visibilitychange', hide);
      window.addEventListener('pagehide', leave);

      return () => {
        clearInterval(timer);
        document.removeEventListener('visibilitychange', hide);
        window.removeEventListener('pagehide', leave);
        for (const [name, handler] of Object.entries(heard)) {
          video.removeEventListener(name, handler);
        }
        if (!video.paused) watching.stopped(video.currentTime);
        void send(true);
      };
    },
    [videoId, ensureView],
  );

  // Somebody else's page of this video counts the new viewing once it is over.
  useEffect(
    () => () => void queries.invalidateQueries({ queryKey: videoKeys.views(videoId) }),
    [queries, videoId],
  );

  return { onElement, ensureView };
}
