/**
 * What the server says about a look a second: whether it looks, the newest judgement, and whether
 * that is still true. Pure, as the reducer is; apart from it, because it goes on across the phases.
 */

import type { AnalysisState, ServerMessage } from './protocol.gen';

export type Guidance = Extract<ServerMessage, { type: 'guidance' }>;

export interface Coaching {
  /** `unknown` until the server has said; a server without coaching never does. */
  analysis: AnalysisState | 'unknown';
  /** What was asked for and not yet answered. */
  asked: boolean | null;
  /** The newest judgement of this session; `null` while nothing is looked at. */
  guidance: Guidance | null;
  /** The judgement is too old to be shown as the present. */
  paused: boolean;
}

export type CoachingEvent =
  | { type: 'message'; message: ServerMessage }
  | { type: 'asked'; enabled: boolean }
  /** Nothing was heard for as long as {@link overdueAfterMs}. */
  | { type: 'overdue' }
  /** The line is gone, or the take is over. */
  | { type: 'over' };

export const NO_COACHING: Coaching = {
  analysis: 'unknown',
  asked: null,
  guidance: null,
  paused: false,
};

/** Two missed judgements are jitter; at the third the numbers are no longer about now. */
const STALE_PERIODS = 3;

export function overdueAfterMs(guidance: Pick<Guidance, 'every_ms'>): number {
  return STALE_PERIODS * guidance.every_ms;
}

export function coach(coaching: Coaching, event: CoachingEvent): Coaching {
  switch (event.type) {
    case 'message':
      return heard(coaching, event.message);
    case 'asked': {
      const now = coaching.asked ?? coaching.analysis === 'on';
      if (event.enabled === now) return coaching;
      // Whoever switches off is done with it at once, whatever the line does.
      return { ...coaching, asked: event.enabled, guidance: null, paused: false };
    }
    case 'overdue':
      return coaching.guidance && !coaching.paused ? { ...coaching, paused: true } : coaching;
    case 'over':
      return NO_COACHING;
  }
}

function heard(coaching: Coaching, message: ServerMessage): Coaching {
  switch (message.type) {
    case 'joined':
      return NO_COACHING;
    case 'analysis':
      return message.state === 'on'
        ? { ...coaching, analysis: 'on', asked: null }
        : { analysis: message.state, asked: null, guidance: null, paused: false };
    case 'guidance': {
      const { analysis, asked, guidance: before } = coaching;
      // On its way when it was switched off.
      if (asked === false || (analysis !== 'on' && analysis !== 'unknown')) return coaching;
      if (before && message.media_ms <= before.media_ms) return coaching;
      return { ...coaching, analysis: 'on', guidance: message, paused: false };
    }
    default:
      return coaching;
  }
}
