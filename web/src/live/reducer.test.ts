import { describe, expect, it } from 'vitest';
import type { ErrorCode, LiveScript, ServerMessage } from './protocol.gen';
import { durationOf, MAX_ATTEMPTS, reduce, type StudioEvent } from './reducer';
import { INITIAL, isLive, isRolling, usesCamera, type Phase, type StudioState } from './state';

const text = (name: string) => ({ fr: name, en: name, ar: name });
const step = (key: string, seconds: number) => ({
  key,
  duration_ms: seconds * 1000,
  title: text(key),
  prompt: text(key),
});
const script: LiveScript = {
  slug: 'presentation-90',
  steps: [
    step('who_i_am', 20),
    step('education_projects', 25),
    step('skills', 25),
    step('goals', 20),
  ],
};

const TAKE = 'take-1';
const message = (said: ServerMessage): StudioEvent => ({ type: 'message', message: said });
const joined = message({
  type: 'joined',
  take_id: TAKE,
  protocol: 1,
  ice_servers: [],
  script,
  resume_key: 'key',
  resolution: { width: 1280, height: 720, frame_rate: 30 },
});
const answer = message({ type: 'answer', sdp: 'v=0', video_codec: 'h264' });
const flowing = message({ type: 'media', audio: 'flowing', video: 'flowing' });
const count = (remaining: number) => message({ type: 'countdown', remaining });
const started = message({ type: 'started', script_duration_ms: 90_000, started_at_ms: 1 });
const stepTo = (index: number, start_ms: number, end_ms: number) =>
  message({ type: 'step', index, key: script.steps[index]!.key, start_ms, end_ms });
const progress = (elapsed_ms: number) =>
  message({
    type: 'progress',
    elapsed_ms,
    remaining_ms: 90_000 - elapsed_ms,
    step_index: 0,
    step_remaining_ms: 1,
  });
const stopping = (reason: 'script_ended' | 'asked' | 'left' | 'failed') =>
  message({ type: 'stopping', reason });
const sealed = (take_id = TAKE) =>
  message({ type: 'sealed', take_id, duration_ms: 48_020, gaps: [] });
const damaged = (kept_ms: number, take_id = TAKE) =>
  message({ type: 'damaged', take_id, reason: 'overflow', kept_ms });
const error = (code: ErrorCode, fatal = true) =>
  message({ type: 'error', code, fatal, message: 'what', action: 'do' });
const ended = (
  cause: 'finished' | 'unreachable' | 'lost' | 'no_path' | 'no_media' | 'unsupported',
) => ({ type: 'ended', cause }) as const;

const after = (events: StudioEvent[], from: StudioState = INITIAL) => events.reduce(reduce, from);

const toDevices: StudioEvent[] = [{ type: 'prepared', consented: true }];
const toConnecting: StudioEvent[] = [...toDevices, { type: 'opening' }, { type: 'opened' }];
const toReady = [...toConnecting, joined, answer, flowing];
const toCountdown: StudioEvent[] = [...toReady, { type: 'start_pressed' }, count(3)];
const toRecording = [...toCountdown, count(2), count(1), started, stepTo(0, 0, 20_000)];
const toStopping: StudioEvent[] = [...toRecording, progress(48_000), { type: 'stop_pressed' }];
const toReview = [...toStopping, stopping('asked'), sealed()];
const toRecovering = [...toRecording, progress(48_000), ended('lost')];
const settled: StudioEvent = {
  type: 'settled',
  result: { takeId: TAKE, durationMs: 47_500, gaps: [], condition: 'recovered' },
};

/** One way into each phase. */
const WAYS: Record<Phase, StudioEvent[]> = {
  preparing: [],
  consent: [{ type: 'prepared', consented: false }],
  declined: [{ type: 'prepared', consented: false }, { type: 'declined' }],
  coaching_consent: [{ type: 'prepared', consented: true, asksCoaching: true }],
  devices: toDevices,
  connecting: toConnecting,
  ready: toReady,
  countdown: toCountdown,
  recording: toRecording,
  stopping: toStopping,
  recovering: toRecovering,
  review: toReview,
  kept: [...toReview, { type: 'kept' }],
  failed: [...toConnecting, ended('no_path')],
};
const PHASES = Object.keys(WAYS) as Phase[];

/** Everything that can happen, several ways each. */
const EVENTS: StudioEvent[] = [
  joined,
  answer,
  flowing,
  message({ type: 'media', audio: 'flowing', video: 'waiting' }),
  message({ type: 'connection', state: 'interrupted' }),
  message({ type: 'connection', state: 'connected' }),
  count(3),
  count(1),
  message({ type: 'countdown_cancelled' }),
  started,
  stepTo(2, 45_000, 70_000),
  progress(1000),
  stopping('script_ended'),
  stopping('failed'),
  sealed(),
  sealed('another'),
  damaged(0),
  damaged(2000),
  damaged(2000, 'another'),
  error('internal'),
  error('not_ready', false),
  error('ticket_refused'),
  error('consent_required'),
  ended('lost'),
  ended('finished'),
  ended('no_path'),
  { type: 'line', state: 'interrupted' },
  { type: 'line', state: 'connected' },
  { type: 'prepared', consented: true },
  { type: 'agreed' },
  { type: 'coaching_answered' },
  { type: 'rejoin' },
  { type: 'network', network: { lossRatio: 0, rttMs: 20, kbitPerS: 1600, verdict: 'good' } },
  message({ type: 'analysis', state: 'on' }),
  { type: 'declined' },
  { type: 'reconsidered' },
  { type: 'opening' },
  { type: 'opened' },
  { type: 'device_failed', trouble: 'refused' },
  { type: 'request_failed', kind: 'busy' },
  { type: 'start_pressed' },
  { type: 'stop_pressed' },
  { type: 'track_lost', kind: 'camera' },
  { type: 'track_lost', kind: 'microphone' },
  { type: 'noticed', notice: 'was_hidden' },
  { type: 'cleared', notice: 'was_hidden' },
  settled,
  { type: 'not_settled' },
  { type: 'retake' },
  { type: 'restart' },
  { type: 'deleted' },
  { type: 'kept' },
];

describe('the way of a take', () => {
  it.each(PHASES)('reaches %s', (phase) => {
    expect(after(WAYS[phase]).phase).toBe(phase);
  });

  it('asks for consent first and takes a no kindly', () => {
    expect(after([...WAYS.declined, { type: 'reconsidered' }]).phase).toBe('consent');
    expect(after([...WAYS.consent, { type: 'agreed' }]).phase).toBe('devices');
  });

  it('asks about coaching apart from recording, and either answer leads on', () => {
    const asked = after([...WAYS.consent, { type: 'agreed', asksCoaching: true }]);
    expect(asked.phase).toBe('coaching_consent');
    expect(reduce(asked, { type: 'coaching_answered' }).phase).toBe('devices');
  });

  it('joins anew from the set-up only, with a new session', () => {
    expect(after([...toReady, { type: 'rejoin' }])).toEqual({
      phase: 'connecting',
      attempt: 1,
      session: null,
    });
    expect(after([...toRecording, { type: 'rejoin' }]).phase).toBe('recording');
    expect(after([...toReady, { type: 'start_pressed' }, { type: 'rejoin' }]).phase).toBe('ready');
  });

  it('is ready once both media flow, and not before', () => {
    const half = after([
      ...toConnecting,
      joined,
      answer,
      message({ type: 'media', audio: 'flowing', video: 'waiting' }),
    ]);
    expect(half.phase).toBe('connecting');
    expect(reduce(half, flowing)).toMatchObject({
      phase: 'ready',
      session: { takeId: TAKE, totalMs: 90_000, codec: 'h264' },
    });
  });

  it('counts down, records, and shows the step and the time', () => {
    const state = after([
      ...toRecording,
      progress(1000),
      stepTo(1, 20_000, 45_000),
      progress(20_000),
    ]);
    expect(state).toMatchObject({
      phase: 'recording',
      run: {
        totalMs: 90_000,
        elapsedMs: 20_000,
        step: { index: 1, startMs: 20_000, endMs: 45_000 },
      },
    });
  });

  it('shows the whole time as kept when the script ends by itself', () => {
    const state = after([...toRecording, progress(89_000), stopping('script_ended')]);
    expect(state).toMatchObject({ phase: 'stopping', keptMs: 90_000, cause: 'script_ended' });
    expect(reduce(state, sealed())).toMatchObject({
      phase: 'review',
      result: { cause: 'script_ended', condition: 'sealed', durationMs: 48_020 },
    });
  });

  it('goes back to ready when the countdown is cancelled', () => {
    const state = after([...toCountdown, { type: 'stop_pressed' }]);
    expect(state).toMatchObject({ phase: 'countdown', cancelling: true });
    expect(reduce(state, message({ type: 'countdown_cancelled' }))).toMatchObject({
      phase: 'ready',
      starting: false,
    });
  });

  it('lets Start be pressed again after the server was not ready', () => {
    const pressed = after([...toReady, { type: 'start_pressed' }]);
    expect(pressed).toMatchObject({ starting: true });
    expect(reduce(pressed, error('not_ready', false))).toMatchObject({
      phase: 'ready',
      starting: false,
    });
  });

  it.each(['review', 'failed', 'kept'] as const)('can be taken again from %s', (phase) => {
    expect(after([...WAYS[phase], { type: 'retake' }])).toMatchObject({
      phase: 'devices',
      deleted: false,
    });
  });

  it('says that a take was deleted', () => {
    expect(after([...toReview, { type: 'deleted' }])).toMatchObject({
      phase: 'devices',
      deleted: true,
    });
  });
});

describe('what goes wrong', () => {
  it('keeps what is safe when the line is lost, and finds the take again', () => {
    const lost = after(toRecovering);
    expect(lost).toEqual({
      phase: 'recovering',
      takeId: TAKE,
      // One second less than was shown: a cut may cost as much.
      keptMs: 47_000,
      cause: 'line_lost',
    });
    expect(reduce(lost, settled)).toMatchObject({
      phase: 'review',
      result: { durationMs: 47_500, condition: 'recovered', cause: 'line_lost' },
    });
    expect(reduce(lost, { type: 'not_settled' })).toEqual({
      phase: 'failed',
      failure: { kind: 'not_found_yet', keptMs: 47_000 },
    });
  });

  it('takes a late sealed in place of a search', () => {
    expect(after([...toRecovering, sealed()]).phase).toBe('review');
  });

  it('says that nothing was recorded when nothing was', () => {
    expect(after([...toCountdown, stopping('failed'), damaged(0)])).toEqual({
      phase: 'failed',
      failure: { kind: 'nothing_recorded', keptMs: 0 },
    });
    const empty = { ...settled, result: { ...settled.result, durationMs: 0 } };
    expect(after([...toRecovering, empty])).toMatchObject({
      failure: { kind: 'nothing_recorded' },
    });
  });

  it('shows a damaged take with what is left of it', () => {
    expect(after([...toRecording, stopping('failed'), damaged(31_000)])).toMatchObject({
      phase: 'review',
      result: { durationMs: 31_000, condition: 'damaged', cause: 'failed' },
    });
  });

  it('stops when the camera is unplugged, and says which', () => {
    const state = after([...toRecording, progress(12_000), { type: 'track_lost', kind: 'camera' }]);
    expect(state).toMatchObject({ phase: 'stopping', keptMs: 12_000, cause: 'camera_gone' });
    expect(after([stopping('asked'), sealed()], state)).toMatchObject({
      phase: 'review',
      result: { cause: 'camera_gone' },
    });
  });

  it.each(['connecting', 'ready', 'countdown'] as const)(
    'goes back to the devices when one is unplugged while %s',
    (phase) => {
      expect(after([...WAYS[phase], { type: 'track_lost', kind: 'microphone' }])).toMatchObject({
        phase: 'devices',
        trouble: 'microphone_gone',
      });
    },
  );

  it('tries again by itself while nothing can be lost, and then asks', () => {
    let state = after(toConnecting);
    for (let attempt = 2; attempt <= MAX_ATTEMPTS; attempt += 1) {
      state = reduce(state, ended('unreachable'));
      expect(state).toEqual({ phase: 'connecting', attempt, session: null });
    }
    expect(reduce(state, ended('unreachable'))).toMatchObject({
      failure: { kind: 'unreachable' },
    });
  });

  it('connects again when the line is lost while ready', () => {
    expect(after([...toReady, ended('lost')])).toEqual({
      phase: 'connecting',
      attempt: 1,
      session: null,
    });
  });

  it.each(['no_path', 'no_media', 'unsupported'] as const)(
    'does not try a network or a browser twice: %s',
    (cause) => {
      expect(after([...toConnecting, ended(cause)])).toMatchObject({ failure: { kind: cause } });
    },
  );

  it.each<[ErrorCode, string]>([
    ['server_busy', 'busy'],
    ['unsupported_codec', 'unsupported'],
    ['media_failed', 'no_path'],
    ['media_missing', 'no_media'],
    ['internal', 'internal'],
    ['shutting_down', 'shutting_down'],
    ['consent_withdrawn', 'consent_withdrawn'],
    ['session_ended', 'session_ended'],
  ])('names a refusal before the recording: %s', (code, kind) => {
    expect(after([...toConnecting, error(code)])).toEqual({
      phase: 'failed',
      failure: { kind, keptMs: 0 },
    });
  });

  it('asks for consent again when the server misses it', () => {
    expect(after([...toConnecting, error('consent_required')]).phase).toBe('consent');
    expect(
      after([...toConnecting, { type: 'request_failed', kind: 'consent_required' }]).phase,
    ).toBe('consent');
  });

  it('asks for a new ticket when one came too late', () => {
    expect(after([...toConnecting, error('ticket_refused')])).toMatchObject({
      phase: 'connecting',
      attempt: 2,
    });
  });

  it('waits for the end of the take when the server stops in the middle of it', () => {
    const stops = after([...toRecording, progress(5000), error('shutting_down')]);
    expect(stops).toMatchObject({ phase: 'stopping', keptMs: 5000, cause: 'server_stopped' });
    expect(after([stopping('left'), sealed()], stops)).toMatchObject({
      phase: 'review',
      result: { cause: 'server_stopped', condition: 'sealed' },
    });
    expect(reduce(stops, ended('finished'))).toEqual({
      phase: 'recovering',
      takeId: TAKE,
      keptMs: 5000,
      cause: 'server_stopped',
    });
  });

  it('says that a take ends because its consent was withdrawn', () => {
    const stops = after([...toRecording, progress(5000), error('consent_withdrawn')]);
    expect(after([stopping('left'), sealed()], stops)).toMatchObject({
      phase: 'review',
      result: { cause: 'consent_withdrawn', condition: 'sealed' },
    });
  });

  it('says that a take ends because its session was ended', () => {
    const stops = after([...toRecording, progress(5000), error('session_ended')]);
    expect(after([stopping('left'), sealed()], stops)).toMatchObject({
      phase: 'review',
      result: { cause: 'session_ended', condition: 'sealed' },
    });
  });

  it('notes an interrupted line once, and its end', () => {
    const down = after([
      ...toRecording,
      { type: 'line', state: 'interrupted' },
      { type: 'line', state: 'interrupted' },
    ]);
    expect(down).toMatchObject({ notices: ['line_interrupted'] });
    expect(reduce(down, { type: 'line', state: 'connected' })).toMatchObject({ notices: [] });
  });
});

describe('what is late, repeated or of another take', () => {
  it('does not turn the time back', () => {
    const state = after([...toRecording, progress(20_000), stepTo(1, 20_000, 45_000)]);
    expect(reduce(state, progress(19_000))).toBe(state);
    expect(reduce(state, stepTo(0, 0, 20_000))).toBe(state);
    expect(reduce(state, started)).toBe(state);
    expect(reduce(state, count(1))).toBe(state);
  });

  it('does not count up', () => {
    const state = after([...toCountdown, count(2)]);
    expect(reduce(state, count(3))).toBe(state);
    expect(reduce(state, count(2))).toBe(state);
  });

  it('starts though a countdown message was missed', () => {
    expect(after([...toReady, started]).phase).toBe('recording');
  });

  it('ignores the end of another take', () => {
    const state = after(toStopping);
    expect(reduce(state, sealed('another'))).toBe(state);
    expect(reduce(state, damaged(0, 'another'))).toBe(state);
  });

  it('keeps its own reason for stopping', () => {
    const state = after(toStopping);
    expect(reduce(state, stopping('left'))).toBe(state);
  });

  it.each(['review', 'kept', 'failed', 'consent', 'declined'] as const)(
    'hears nothing from the line any more in %s',
    (phase) => {
      const state = after(WAYS[phase]);
      for (const event of EVENTS) {
        if (event.type === 'message' || event.type === 'ended' || event.type === 'line') {
          expect(reduce(state, event), JSON.stringify(event)).toBe(state);
        }
      }
    },
  );

  it('never loses a recording: no event leads from it to anything but its end', () => {
    const safe = new Set<Phase>(['recording', 'stopping', 'recovering', 'review']);
    for (const phase of ['recording', 'stopping', 'recovering'] as const) {
      const state = after([...WAYS[phase], progress(30_000)]);
      for (const event of EVENTS) {
        const next = reduce(state, event);
        const saysWhatIsKept =
          next.phase === 'failed' && (next.failure.keptMs > 0 || isEmpty(event));
        expect(safe.has(next.phase) || saysWhatIsKept, `${phase} ${JSON.stringify(event)}`).toBe(
          true,
        );
      }
    }
    function isEmpty(event: StudioEvent): boolean {
      return event.type === 'message' && event.message.type === 'damaged';
    }
  });

  it('takes any event in any phase, and a second one changes no more than the first', () => {
    for (const phase of PHASES) {
      for (const event of EVENTS) {
        const once = reduce(after(WAYS[phase]), event);
        expect(PHASES).toContain(once.phase);
        // Each failed attempt counts; everything else may be said twice.
        if (event.type === 'ended' || once.phase === 'connecting') continue;
        const twice = reduce(once, event);
        expect(twice.phase, `${phase} ${JSON.stringify(event)}`).toBe(once.phase);
      }
    }
  });
});

describe('what the phases mean', () => {
  it('has the camera on only around a take', () => {
    const on = PHASES.filter((phase) => usesCamera(after(WAYS[phase])));
    expect(on).toEqual(['connecting', 'ready', 'countdown', 'recording', 'stopping']);
    expect(usesCamera(after([...toDevices, { type: 'opening' }]))).toBe(true);
    expect(PHASES.filter((phase) => isLive(after(WAYS[phase])))).toEqual(on);
  });

  it('asks before the page is left only while something could be cut off', () => {
    expect(PHASES.filter((phase) => isRolling(after(WAYS[phase])))).toEqual([
      'countdown',
      'recording',
      'stopping',
    ]);
  });

  it('adds up a script', () => {
    expect(durationOf(script)).toBe(90_000);
  });
});
