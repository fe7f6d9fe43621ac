import {
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type RefCallback,
  type RefObject,
} from 'react';

export interface MediaState {
  playing: boolean;
  /** Waiting for data although playing. */
  waiting: boolean;
  ended: boolean;
  timeS: number;
  /** 0 until the file says it; some masters say it only once they are played. */
  durationS: number;
  /** End of what is loaded around the position. */
  bufferedS: number;
  rate: number;
  volume: number;
  muted: boolean;
}

const INITIAL: MediaState = {
  playing: false,
  waiting: false,
  ended: false,
  timeS: 0,
  durationS: 0,
  bufferedS: 0,
  rate: 1,
  volume: 1,
  muted: false,
};

const EVENTS = [
  'play',
  'playing',
  'pause',
  'waiting',
  'canplay',
  'ended',
  'timeupdate',
  'seeking',
  'seeked',
  'durationchange',
  'loadedmetadata',
  'progress',
  'ratechange',
  'volumechange',
  'emptied',
] as const;

function read(video: HTMLVideoElement, waiting: boolean): MediaState {
  const { currentTime, buffered } = video;
  let bufferedS = 0;
  for (let i = 0; i < buffered.length; i += 1) {
    if (buffered.start(i) <= currentTime) bufferedS = Math.max(bufferedS, buffered.end(i));
  }
  return {
    playing: !video.paused && !video.ended,
    waiting,
    ended: video.ended,
    timeS: currentTime,
    durationS: Number.isFinite(video.duration) ? video.duration : 0,
    bufferedS,
    rate: video.playbackRate,
    volume: video.volume,
    muted: video.muted,
  };
}

/** The state of a `<video>` as React sees it, and the element itself for commands. */
export function useMedia(): {
  ref: RefCallback<HTMLVideoElement>;
  video: RefObject<HTMLVideoElement | null>;
  state: MediaState;
} {
  const video = useRef<HTMLVideoElement | null>(null);
  const [state, setState] = useState(INITIAL);
  const waiting = useRef(false);
  const frame = useRef(0);

  const ref = useCallback((element: HTMLVideoElement | null) => {
    video.current = element;
    if (!element) return;
    const update = (event: Event) => {
      if (event.type === 'waiting') waiting.current = true;
      if (event.type === 'playing' || event.type === 'canplay') waiting.current = false;
      setState(read(element, waiting.current));
    };
    for (const name of EVENTS) element.addEventListener(name, update);
    return () => {
      for (const name of EVENTS) element.removeEventListener(name, update);
      video.current = null;
    };
  }, []);

  // `timeupdate` comes four times a second; a line that fills evenly wants every frame.
  const { playing } = state;
  useEffect(() => {
    if (!playing) return;
    const tick = () => {
      const timeS = video.current?.currentTime ?? 0;
      setState((before) => (before.timeS === timeS ? before : { ...before, timeS }));
      frame.current = requestAnimationFrame(tick);
    };
    frame.current = requestAnimationFrame(tick);
    return () => cancelAnimationFrame(frame.current);
  }, [playing]);

  return useMemo(() => ({ ref, video, state }), [ref, state]);
}
