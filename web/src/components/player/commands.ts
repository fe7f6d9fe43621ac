import { stepSpeed, type PlayerCommand } from './keys';

/** What the element itself can do; full screen belongs to the frame around it. */
export type MediaCommand = Exclude<PlayerCommand, { do: 'fullscreen' }>;

export function seekTo(video: HTMLVideoElement, timeS: number, durationS: number): void {
  video.currentTime = Math.min(Math.max(0, timeS), durationS);
}

export function setSpeed(video: HTMLVideoElement, rate: number): void {
  video.playbackRate = rate;
}

/** Refused plays (no gesture yet, or a link just expired) show themselves by the element's events. */
export function play(video: HTMLVideoElement): void {
  void video.play().catch(() => undefined);
}

export function goOn(video: HTMLVideoElement, at: { timeS: number; playing: boolean }): void {
  video.currentTime = at.timeS;
  if (at.playing) play(video);
}

export function carryOut(video: HTMLVideoElement, command: MediaCommand, durationS: number): void {
  switch (command.do) {
    case 'toggle':
      if (video.paused) play(video);
      else video.pause();
      return;
    case 'skip':
      seekTo(video, video.currentTime + command.seconds, durationS);
      return;
    case 'go':
      seekTo(video, command.to === 'start' ? 0 : durationS, durationS);
      return;
    case 'volume':
      video.volume = Math.min(1, Math.max(0, video.volume + command.by));
      return;
    case 'mute':
      video.muted = !video.muted;
      return;
    case 'speed':
      video.playbackRate = stepSpeed(video.playbackRate, command.step);
  }
}
