/** What the studio can be in. Each phase carries only its own data. */

import type { DeviceProblem } from './devices';
import type { Gap, LiveScript, Resolution, VideoCodec } from './protocol.gen';

export type Phase = StudioState['phase'];

/** The open session: what `joined` and `answer` told. */
export interface Session {
  takeId: string;
  script: LiveScript;
  totalMs: number;
  resolution: Resolution;
  codec: VideoCodec | null;
}

/** Where the recording stands. */
export interface Run {
  totalMs: number;
  elapsedMs: number;
  step: { index: number; startMs: number; endMs: number };
}

/** A device problem, or a device that was there a moment ago. */
export type DeviceTrouble = DeviceProblem | 'camera_gone' | 'microphone_gone';

/** Something to know while recording goes on. */
export type Notice =
  | 'line_interrupted'
  /** Another microphone took over. */
  | 'microphone_changed'
  /** The system paused the camera (a call, a closed lid, another tab on a phone). */
  | 'camera_paused'
  /** The page was in the background. */
  | 'was_hidden';

/** Why a recording ended before the server said so, or how the server put it. */
export type StopCause =
  | 'script_ended'
  | 'asked'
  | 'left'
  | 'failed'
  | 'camera_gone'
  | 'microphone_gone'
  | 'line_lost'
  | 'server_stopped'
  | 'consent_withdrawn'
  | 'session_ended';

/** A take that is closed. */
export interface Result {
  takeId: string;
  durationMs: number;
  gaps: Gap[];
  /** `recovered`: cut off, found again and playable. `damaged`: part of it was lost. */
  condition: 'sealed' | 'recovered' | 'damaged';
  cause: StopCause;
}

export type FailureKind =
  | 'offline'
  | 'unreachable'
  | 'no_path'
  | 'no_media'
  | 'unsupported'
  | 'ticket_refused'
  | 'busy'
  | 'shutting_down'
  /** To be recorded; in another tab, say. */
  | 'consent_withdrawn'
  /** Logged out, here or elsewhere. */
  | 'session_ended'
  /** Start was pressed, no frame could be recorded. */
  | 'nothing_recorded'
  /** The line was lost and the take was not found again in time. */
  | 'not_found_yet'
  /** The video or the script does not exist, or belongs to somebody else. */
  | 'gone'
  | 'internal';

export interface Failure {
  kind: FailureKind;
  /** What is safe on the server, in milliseconds of recording. */
  keptMs: number;
}

export type StudioState =
  | { phase: 'preparing' }
  | { phase: 'consent' }
  | { phase: 'declined' }
  /** Agreed to be recorded; whether to be coached is a question of its own. */
  | { phase: 'coaching_consent' }
  | { phase: 'devices'; opening: boolean; trouble: DeviceTrouble | null; deleted: boolean }
  | { phase: 'connecting'; attempt: number; session: Session | null }
  | { phase: 'ready'; session: Session; starting: boolean; interrupted: boolean }
  | { phase: 'countdown'; session: Session; remaining: number; cancelling: boolean }
  | { phase: 'recording'; session: Session; run: Run; notices: Notice[] }
  | { phase: 'stopping'; session: Session; keptMs: number; cause: StopCause }
  | { phase: 'recovering'; takeId: string; keptMs: number; cause: StopCause }
  | { phase: 'review'; result: Result }
  | { phase: 'kept'; result: Result }
  | { phase: 'failed'; failure: Failure };

export const INITIAL: StudioState = { phase: 'preparing' };

/** Phases in which a connection is open or being opened. */
export function isLive(state: StudioState): boolean {
  return (
    state.phase === 'connecting' ||
    state.phase === 'ready' ||
    state.phase === 'countdown' ||
    state.phase === 'recording' ||
    state.phase === 'stopping'
  );
}

/** Phases in which the camera may be on. Nowhere else is its light. */
export function usesCamera(state: StudioState): boolean {
  return isLive(state) || (state.phase === 'devices' && state.opening);
}

/** Phases that must not be left by accident. */
export function isRolling(state: StudioState): boolean {
  return state.phase === 'countdown' || state.phase === 'recording' || state.phase === 'stopping';
}
