import { describe, expect, it } from 'vitest';
import { coach, NO_COACHING, overdueAfterMs, type Coaching, type CoachingEvent } from './coaching';
import type { AnalysisState, ServerMessage } from './protocol.gen';

const heard = (message: ServerMessage): CoachingEvent => ({ type: 'message', message });
const analysis = (state: AnalysisState) => heard({ type: 'analysis', state });
const look = (media_ms: number, overall = 82, every_ms = 1000) =>
  heard({
    type: 'guidance',
    media_ms,
    take_ms: null,
    every_ms,
    scores: { face: 90, lighting: overall, audio: 88, position: 91 },
    overall,
    reason: 'lighting',
    hint: null,
    picture: null,
    sound: null,
  });
const joined = heard({
  type: 'joined',
  take_id: 't',
  protocol: 1,
  ice_servers: [],
  script: { slug: 's', steps: [] },
  resume_key: 'key',
  resolution: { width: 1280, height: 720, frame_rate: 30 },
});
const after = (events: CoachingEvent[], from: Coaching = NO_COACHING) => events.reduce(coach, from);

describe('what the server says', () => {
  it('is unknown until it is said', () => {
    expect(after([joined])).toEqual(NO_COACHING);
    expect(after([joined, analysis('unavailable')]).analysis).toBe('unavailable');
  });

  it('keeps the newest judgement, and its media time only grows', () => {
    const state = after([analysis('on'), look(2000, 82), look(1000, 10), look(2000, 11)]);
    expect(state.guidance).toMatchObject({ media_ms: 2000, overall: 82 });
    expect(coach(state, look(3000, 90)).guidance?.overall).toBe(90);
  });

  it.each(['off', 'refused', 'unavailable'] as const)('shows nothing once it is %s', (state) => {
    const quiet = after([analysis('on'), look(1000), analysis(state)]);
    expect(quiet).toEqual({ analysis: state, asked: null, guidance: null, paused: false });
    expect(coach(quiet, look(2000))).toBe(quiet);
  });

  it('begins anew with each session', () => {
    expect(after([analysis('on'), look(90_000), joined])).toEqual(NO_COACHING);
    expect(after([analysis('on'), look(90_000), joined, look(500)]).guidance?.media_ms).toBe(500);
  });
});

describe('a judgement that grows old', () => {
  it.each([
    [1000, 3000],
    [2000, 6000],
    [5000, 15_000],
  ])('each %i ms is overdue after %i', (every_ms, ms) => {
    expect(overdueAfterMs({ every_ms })).toBe(ms);
  });

  it('is paused, and the next one ends the pause', () => {
    const paused = after([analysis('on'), look(1000), { type: 'overdue' }]);
    expect(paused.paused).toBe(true);
    expect(coach(paused, look(900))).toBe(paused);
    expect(coach(paused, look(9000)).paused).toBe(false);
  });

  it('cannot be overdue where nothing is looked at', () => {
    const off = after([analysis('off')]);
    expect(coach(off, { type: 'overdue' })).toBe(off);
  });
});

describe('switching off and on', () => {
  it('shows nothing from the press on, whatever is still on its way', () => {
    const asked = after([analysis('on'), look(1000), { type: 'asked', enabled: false }]);
    expect(asked).toMatchObject({ analysis: 'on', asked: false, guidance: null });
    expect(coach(asked, look(2000))).toBe(asked);
    expect(coach(asked, analysis('off'))).toMatchObject({ analysis: 'off', asked: null });
  });

  it('asks once for what is so already', () => {
    const on = after([analysis('on')]);
    expect(coach(on, { type: 'asked', enabled: true })).toBe(on);
    const off = after([analysis('off'), { type: 'asked', enabled: true }]);
    expect(off.asked).toBe(true);
    expect(coach(off, { type: 'asked', enabled: true })).toBe(off);
  });

  it('takes a change of mind before the answer', () => {
    const again = after([
      analysis('on'),
      { type: 'asked', enabled: false },
      { type: 'asked', enabled: true },
      look(3000),
    ]);
    expect(again).toMatchObject({ asked: true, guidance: { media_ms: 3000 } });
  });
});
