/**
 * The studio's one state machine: messages of the server and events of the page in, state out.
 * Pure. Whatever is late, repeated or of another take changes nothing.
 */

import type { EndCause, LiveEvent } from './connection';
import type { ErrorCode, LiveScript, ServerMessage } from './protocol.gen';
import {
  INITIAL,
  type DeviceTrouble,
  type FailureKind,
  type Notice,
  type Result,
  type Run,
  type Session,
  type StopCause,
  type StudioState,
} from './state';

/** Attempts to connect before a person is asked; nothing can be lost yet. */
export const MAX_ATTEMPTS = 3;

/** What a take that is cut off by a crash may lack at its end: no promise may be larger. */
export const LOST_AT_MOST_MS = 1_000;

export type StudioEvent =
  | LiveEvent
  /** Script, video and consent were looked up. */
  | { type: 'prepared'; consented: boolean; asksCoaching?: boolean }
  | { type: 'agreed'; asksCoaching?: boolean }
  /** Yes or no: both lead on. */
  | { type: 'coaching_answered' }
  /** Join anew with what was agreed to since. */
  | { type: 'rejoin' }
  | { type: 'declined' }
  | { type: 'reconsidered' }
  | { type: 'opening' }
  | { type: 'opened' }
  | { type: 'device_failed'; trouble: DeviceTrouble }
  /** A request of the page itself (ticket, script, consent) failed. */
  | { type: 'request_failed'; kind: FailureKind | 'consent_required' }
  | { type: 'start_pressed' }
  | { type: 'stop_pressed' }
  | { type: 'track_lost'; kind: 'camera' | 'microphone' }
  | { type: 'noticed'; notice: Notice }
  | { type: 'cleared'; notice: Notice }
  /** The cut-off take was found closed on the server. */
  | { type: 'settled'; result: Omit<Result, 'cause'> }
  | { type: 'not_settled' }
  | { type: 'retake' }
  /** Look everything up again: the page could not even begin. */
  | { type: 'restart' }
  | { type: 'deleted' }
  | { type: 'kept' };

export function reduce(state: StudioState, event: StudioEvent): StudioState {
  switch (event.type) {
    case 'message':
      return heard(state, event.message);
    case 'line':
      return lineChanged(state, event.state !== 'connected');
    case 'network':
      // Shown beside the picture; it moves nothing.
      return state;
    case 'ended':
      return ended(state, event.cause);
    case 'track_lost':
      return trackLost(state, event.kind);
    case 'prepared':
      if (state.phase !== 'preparing') return state;
      return event.consented ? agreed(event.asksCoaching) : { phase: 'consent' };
    case 'agreed':
      return state.phase === 'consent' ? agreed(event.asksCoaching) : state;
    case 'coaching_answered':
      return state.phase === 'coaching_consent' ? devices() : state;
    case 'rejoin':
      return state.phase === 'ready' && !state.starting
        ? { phase: 'connecting', attempt: 1, session: null }
        : state;
    case 'declined':
      return state.phase === 'consent' ? { phase: 'declined' } : state;
    case 'reconsidered':
      return state.phase === 'declined' ? { phase: 'consent' } : state;
    case 'opening':
      return state.phase === 'devices' ? { ...devices(), opening: true } : state;
    case 'opened':
      return state.phase === 'devices' ? { phase: 'connecting', attempt: 1, session: null } : state;
    case 'device_failed':
      return state.phase === 'devices' ? { ...devices(), trouble: event.trouble } : state;
    case 'request_failed':
      return requestFailed(state, event.kind);
    case 'start_pressed':
      return state.phase === 'ready' ? { ...state, starting: true } : state;
    case 'stop_pressed':
      if (state.phase === 'countdown') return { ...state, cancelling: true };
      return state.phase === 'recording' ? stopping(state.session, state.run, 'asked') : state;
    case 'noticed':
      return state.phase === 'recording' ? noticed(state, event.notice) : state;
    case 'cleared':
      return state.phase === 'recording' ? cleared(state, event.notice) : state;
    case 'settled':
      if (state.phase !== 'recovering' || event.result.takeId !== state.takeId) return state;
      if (event.result.durationMs === 0) return failed('nothing_recorded');
      return { phase: 'review', result: { ...event.result, cause: state.cause } };
    case 'not_settled':
      if (state.phase !== 'recovering') return state;
      return state.keptMs === 0
        ? failed('nothing_recorded')
        : failed('not_found_yet', state.keptMs);
    case 'retake':
      return state.phase === 'review' || state.phase === 'failed' || state.phase === 'kept'
        ? devices()
        : state;
    case 'restart':
      return state.phase === 'failed' ? INITIAL : state;
    case 'deleted':
      return state.phase === 'review' ? { ...devices(), deleted: true } : state;
    case 'kept':
      return state.phase === 'review' ? { phase: 'kept', result: state.result } : state;
  }
}

function agreed(asksCoaching = false): StudioState {
  return asksCoaching ? { phase: 'coaching_consent' } : devices();
}

function devices(): Extract<StudioState, { phase: 'devices' }> {
  return { phase: 'devices', opening: false, trouble: null, deleted: false };
}

function failed(kind: FailureKind, keptMs = 0): StudioState {
  return { phase: 'failed', failure: { kind, keptMs } };
}

function heard(state: StudioState, message: ServerMessage): StudioState {
  switch (message.type) {
    case 'joined':
      return state.phase === 'connecting' && !state.session
        ? { ...state, session: sessionOf(message) }
        : state;
    // The connection's own; the session goes on.
    case 'resumed':
      return state;
    case 'answer':
      return state.phase === 'connecting' && state.session
        ? { ...state, session: { ...state.session, codec: message.video_codec } }
        : state;
    case 'media': {
      const flowing = message.audio === 'flowing' && message.video === 'flowing';
      return state.phase === 'connecting' && state.session && flowing
        ? ready(state.session)
        : state;
    }
    case 'connection':
      // The page's own view says the same sooner; this one helps where only the server sees it.
      return lineChanged(state, message.state !== 'connected');
    case 'countdown':
      return countdown(state, message.remaining);
    case 'countdown_cancelled':
      return state.phase === 'countdown' ? ready(state.session) : state;
    case 'started':
      return started(state, message.script_duration_ms);
    case 'step':
      return state.phase === 'recording' && message.index >= state.run.step.index
        ? { ...state, run: { ...state.run, step: stepOf(message) } }
        : state;
    case 'progress':
      return progressed(state, message);
    case 'stopping':
      return serverStops(state, message.reason);
    case 'sealed':
      return closed(state, message.take_id, (cause) => ({
        takeId: message.take_id,
        durationMs: message.duration_ms,
        gaps: message.gaps,
        condition: 'sealed',
        cause,
      }));
    case 'damaged':
      return damaged(state, message);
    case 'analysis':
    case 'guidance':
      // The coaching beside this machine listens to them; no phase depends on it.
      return state;
    case 'error':
      return message.fatal ? refused(state, message.code) : corrected(state, message.code);
  }
}

function sessionOf(joined: Extract<ServerMessage, { type: 'joined' }>): Session {
  return {
    takeId: joined.take_id,
    script: joined.script,
    totalMs: durationOf(joined.script),
    resolution: joined.resolution,
    codec: null,
  };
}

export function durationOf(script: Pick<LiveScript, 'steps'>): number {
  return script.steps.reduce((sum, step) => sum + step.duration_ms, 0);
}

function ready(session: Session): StudioState {
  return { phase: 'ready', session, starting: false, interrupted: false };
}

function countdown(state: StudioState, remaining: number): StudioState {
  if (state.phase === 'ready') {
    return { phase: 'countdown', session: state.session, remaining, cancelling: false };
  }
  // It only ever goes down; a repeated number is not a new second.
  if (state.phase === 'countdown' && remaining < state.remaining) return { ...state, remaining };
  return state;
}

function started(state: StudioState, totalMs: number): StudioState {
  if (state.phase !== 'ready' && state.phase !== 'countdown') return state;
  const first = state.session.script.steps[0]?.duration_ms ?? totalMs;
  const run: Run = { totalMs, elapsedMs: 0, step: { index: 0, startMs: 0, endMs: first } };
  return { phase: 'recording', session: state.session, run, notices: [] };
}

function stepOf(message: Extract<ServerMessage, { type: 'step' }>): Run['step'] {
  return { index: message.index, startMs: message.start_ms, endMs: message.end_ms };
}

function progressed(
  state: StudioState,
  message: Extract<ServerMessage, { type: 'progress' }>,
): StudioState {
  if (state.phase !== 'recording' || message.elapsed_ms < state.run.elapsedMs) return state;
  return { ...state, run: { ...state.run, elapsedMs: message.elapsed_ms } };
}

function stopping(session: Session, run: Run | null, cause: StopCause): StudioState {
  return { phase: 'stopping', session, keptMs: run?.elapsedMs ?? 0, cause };
}

function serverStops(state: StudioState, reason: StopCause): StudioState {
  switch (state.phase) {
    case 'ready':
    case 'countdown':
      return stopping(state.session, null, reason);
    case 'recording':
      return reason === 'script_ended'
        ? { ...state, phase: 'stopping', keptMs: state.run.totalMs, cause: reason }
        : stopping(state.session, state.run, reason);
    default:
      // While stopping already, the page knows better why: it asked.
      return state;
  }
}

/** The take of this state while its end is awaited. */
function awaited(state: StudioState): { takeId: string; cause: StopCause } | null {
  switch (state.phase) {
    case 'countdown':
    case 'recording':
      return { takeId: state.session.takeId, cause: 'server_stopped' };
    case 'stopping':
      return { takeId: state.session.takeId, cause: state.cause };
    case 'recovering':
      return { takeId: state.takeId, cause: state.cause };
    default:
      return null;
  }
}

function closed(
  state: StudioState,
  takeId: string,
  result: (cause: StopCause) => Result,
): StudioState {
  const take = awaited(state);
  return take?.takeId === takeId ? { phase: 'review', result: result(take.cause) } : state;
}

function damaged(
  state: StudioState,
  message: Extract<ServerMessage, { type: 'damaged' }>,
): StudioState {
  if (message.kept_ms === 0) {
    return awaited(state)?.takeId === message.take_id ? failed('nothing_recorded') : state;
  }
  return closed(state, message.take_id, (cause) => ({
    takeId: message.take_id,
    durationMs: message.kept_ms,
    gaps: [],
    condition: 'damaged',
    cause,
  }));
}

const FAILURES: Record<ErrorCode, FailureKind> = {
  bad_message: 'internal',
  not_joined: 'internal',
  ticket_refused: 'ticket_refused',
  // Heard by the connection alone, which then counts as lost.
  resume_refused: 'internal',
  consent_required: 'ticket_refused',
  consent_withdrawn: 'consent_withdrawn',
  session_ended: 'session_ended',
  unsupported_codec: 'unsupported',
  media_failed: 'no_path',
  media_missing: 'no_media',
  not_ready: 'internal',
  server_busy: 'busy',
  internal: 'internal',
  shutting_down: 'shutting_down',
};

/** A fatal error: the server closes the line. */
function refused(state: StudioState, code: ErrorCode): StudioState {
  switch (state.phase) {
    case 'connecting':
    case 'ready':
      if (code === 'consent_required') return { phase: 'consent' };
      // A ticket lives for 30 s; a slow network may bring it too late. A new one is free.
      if (code === 'ticket_refused') return again(state, 'ticket_refused');
      return failed(FAILURES[code]);
    case 'countdown':
      return failed(FAILURES[code]);
    case 'recording':
      // It closes the take before it goes: the end of it is still to come.
      return stopping(
        state.session,
        state.run,
        code === 'consent_withdrawn' || code === 'session_ended' ? code : 'server_stopped',
      );
    default:
      return state;
  }
}

/** An error that leaves the line open: what was asked did not happen. */
function corrected(state: StudioState, code: ErrorCode): StudioState {
  if (state.phase === 'ready' && code === 'not_ready') return { ...state, starting: false };
  return state;
}

function again(
  state: Extract<StudioState, { phase: 'connecting' | 'ready' }>,
  kind: FailureKind,
): StudioState {
  const attempt = state.phase === 'connecting' ? state.attempt : 0;
  return attempt < MAX_ATTEMPTS
    ? { phase: 'connecting', attempt: attempt + 1, session: null }
    : failed(kind);
}

function recovering(takeId: string, keptMs: number, cause: StopCause): StudioState {
  return { phase: 'recovering', takeId, keptMs, cause };
}

const ENDINGS: Record<EndCause, FailureKind> = {
  finished: 'unreachable',
  unreachable: 'unreachable',
  lost: 'unreachable',
  no_path: 'no_path',
  no_media: 'no_media',
  unsupported: 'unsupported',
};

function ended(state: StudioState, cause: EndCause): StudioState {
  switch (state.phase) {
    case 'connecting':
      // A second look at the same network or browser would find the same.
      return cause === 'unreachable' || cause === 'lost' || cause === 'finished'
        ? again(state, ENDINGS[cause])
        : failed(ENDINGS[cause]);
    case 'ready':
      return again(state, ENDINGS[cause]);
    case 'countdown':
      // The first frame may be on disk already: the server knows.
      return recovering(state.session.takeId, 0, 'line_lost');
    case 'recording':
      return recovering(
        state.session.takeId,
        Math.max(0, state.run.elapsedMs - LOST_AT_MOST_MS),
        'line_lost',
      );
    case 'stopping':
      return recovering(state.session.takeId, state.keptMs, state.cause);
    default:
      return state;
  }
}

function lineChanged(state: StudioState, interrupted: boolean): StudioState {
  if (state.phase === 'ready') {
    return state.interrupted === interrupted ? state : { ...state, interrupted };
  }
  if (state.phase !== 'recording') return state;
  return interrupted ? noticed(state, 'line_interrupted') : cleared(state, 'line_interrupted');
}

type Recording = Extract<StudioState, { phase: 'recording' }>;

function noticed(state: Recording, notice: Notice): StudioState {
  return state.notices.includes(notice) ? state : { ...state, notices: [...state.notices, notice] };
}

function cleared(state: Recording, notice: Notice): StudioState {
  return state.notices.includes(notice)
    ? { ...state, notices: state.notices.filter((other) => other !== notice) }
    : state;
}

function trackLost(state: StudioState, kind: 'camera' | 'microphone'): StudioState {
  const trouble: DeviceTrouble = kind === 'camera' ? 'camera_gone' : 'microphone_gone';
  switch (state.phase) {
    case 'connecting':
    case 'ready':
    case 'countdown':
      return { ...devices(), trouble };
    case 'recording':
      return stopping(state.session, state.run, trouble);
    default:
      return state;
  }
}

function requestFailed(state: StudioState, kind: FailureKind | 'consent_required'): StudioState {
  if (state.phase !== 'preparing' && state.phase !== 'connecting') return state;
  return kind === 'consent_required' ? { phase: 'consent' } : failed(kind);
}
