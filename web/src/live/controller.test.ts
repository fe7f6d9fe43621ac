import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Opened } from './capture';
import type { LiveEvent, LiveOptions } from './connection';
import {
  RECOVER_DEADLINE_MS,
  RECOVER_EVERY_MS,
  RequestFailed,
  StudioController,
  type StudioPorts,
  type Tools,
} from './controller';
import type { ServerMessage } from './protocol.gen';

class FakeTrack {
  stopped = false;
  onended: (() => void) | null = null;
  onmute: (() => void) | null = null;
  onunmute: (() => void) | null = null;
  constructor(
    readonly kind: 'audio' | 'video',
    readonly deviceId: string,
  ) {}
  stop() {
    this.stopped = true;
  }
  getSettings() {
    return { deviceId: this.deviceId };
  }
}

class FakeStream {
  tracks: FakeTrack[];
  constructor(...tracks: FakeTrack[]) {
    this.tracks = tracks;
  }
  getTracks() {
    return [...this.tracks];
  }
  getAudioTracks() {
    return this.tracks.filter(({ kind }) => kind === 'audio');
  }
  getVideoTracks() {
    return this.tracks.filter(({ kind }) => kind === 'video');
  }
  addTrack(track: FakeTrack) {
    this.tracks.push(track);
  }
  removeTrack(track: FakeTrack) {
    this.tracks = this.tracks.filter((other) => other !== track);
  }
}

class FakeLine {
  static all: FakeLine[] = [];
  said: string[] = [];
  replaced: unknown[] = [];
  constructor(readonly options: LiveOptions) {
    FakeLine.all.push(this);
  }
  static get last(): FakeLine {
    return FakeLine.all.at(-1)!;
  }
  open() {
    this.said.push('open');
  }
  start() {
    this.said.push('start');
  }
  stop() {
    this.said.push('stop');
  }
  close() {
    this.said.push('close');
  }
  setAnalysis(enabled: boolean) {
    this.said.push(enabled ? 'analysis on' : 'analysis off');
  }
  replaceTrack(track: unknown) {
    this.replaced.push(track);
    return Promise.resolve();
  }
  tell(event: LiveEvent) {
    this.options.onEvent(event);
  }
  say(message: ServerMessage) {
    this.tell({ type: 'message', message });
  }
}

let camera: FakeTrack;
let microphone: FakeTrack;
let stream: FakeStream;
let spare: Record<'camera' | 'microphone', FakeTrack | null>;
let ports: StudioPorts;
let controller: StudioController;
let close: () => void;

const tools: Tools = {
  openBoth: () => Promise.resolve({ ok: true, value: stream } as unknown as Opened<MediaStream>),
  openOne: (kind) => {
    const track = spare[kind];
    const answer = track ? { ok: true, value: track } : { ok: false, problem: 'no_microphone' };
    return Promise.resolve(answer as unknown as Opened<MediaStreamTrack>);
  },
  connect: (options) => new FakeLine(options),
};
const settle = () => vi.advanceTimersByTimeAsync(0);
const phase = () => controller.state().phase;

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  FakeLine.all = [];
  camera = new FakeTrack('video', 'c1');
  microphone = new FakeTrack('audio', 'm1');
  stream = new FakeStream(microphone, camera);
  spare = { camera: null, microphone: null };
  let tickets = 0;
  ports = {
    requestTicket: vi.fn(() => {
      tickets += 1;
      return Promise.resolve({ ticket: `k${tickets}`, take_id: `t${tickets}`, path: '/api/live/' });
    }),
    findTake: vi.fn(() => Promise.resolve(null)),
    language: () => 'fr',
  };
  controller = new StudioController(ports, tools);
  close = controller.open();
  controller.send({ type: 'prepared', consented: true });
});

afterEach(() => {
  close();
  vi.useRealTimers();
});

async function toReady() {
  await controller.openDevices();
  await settle();
  FakeLine.last.say({
    type: 'joined',
    take_id: FakeLine.last.options.ticket.take_id,
    protocol: 1,
    ice_servers: [],
    script: { slug: 's', steps: [] },
    resume_key: 'key',
    resolution: { width: 1280, height: 720, frame_rate: 30 },
  });
  FakeLine.last.say({ type: 'media', audio: 'flowing', video: 'flowing' });
}
async function toRecording() {
  await toReady();
  controller.start();
  FakeLine.last.say({ type: 'countdown', remaining: 3 });
  FakeLine.last.say({ type: 'started', script_duration_ms: 90_000, started_at_ms: 0 });
  FakeLine.last.say({
    type: 'progress',
    elapsed_ms: 12_000,
    remaining_ms: 78_000,
    step_index: 0,
    step_remaining_ms: 8_000,
  });
}

describe('StudioController', () => {
  it('opens the camera, gets a ticket, connects and starts', async () => {
    const streams: unknown[] = [];
    controller.onStream((one) => streams.push(one));
    await toRecording();
    expect(phase()).toBe('recording');
    expect(FakeLine.last.said).toEqual(['open', 'start']);
    expect(streams).toEqual([null, stream]);
    expect(controller.devices()).toMatchObject({ cameraId: 'c1', microphoneId: 'm1' });
  });

  it('asks once, however often it is pressed', async () => {
    void controller.openDevices();
    await controller.openDevices();
    await settle();
    expect(ports.requestTicket).toHaveBeenCalledTimes(1);
  });

  it('says why a device cannot be had, and keeps none', async () => {
    const refusing = new StudioController(ports, {
      ...tools,
      openBoth: () => Promise.resolve({ ok: false, problem: 'refused' }),
    });
    refusing.send({ type: 'prepared', consented: true });
    await refusing.openDevices();
    expect(refusing.state()).toMatchObject({ phase: 'devices', trouble: 'refused' });
    expect(ports.requestTicket).not.toHaveBeenCalled();
  });

  it('turns the camera off with the last frame', async () => {
    await toRecording();
    controller.stop();
    expect(FakeLine.last.said).toContain('stop');
    expect(camera.stopped).toBe(false);
    FakeLine.last.say({ type: 'sealed', take_id: 't1', duration_ms: 12_000, gaps: [] });
    expect(phase()).toBe('review');
    expect([camera.stopped, microphone.stopped]).toEqual([true, true]);
  });

  it('turns the camera off when the page is left', async () => {
    await toReady();
    close();
    expect(camera.stopped).toBe(true);
    expect(FakeLine.last.said).toContain('close');
  });

  it('stops a camera that opens after the page was left', async () => {
    const opening = controller.openDevices();
    close();
    await opening;
    expect(camera.stopped).toBe(true);
  });

  it('takes a new ticket for each attempt, and waits a little longer each time', async () => {
    await controller.openDevices();
    await settle();
    FakeLine.last.tell({ type: 'ended', cause: 'unreachable' });
    expect(FakeLine.all).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(FakeLine.all).toHaveLength(2);
    FakeLine.last.tell({ type: 'ended', cause: 'unreachable' });
    await vi.advanceTimersByTimeAsync(3_000);
    expect(FakeLine.all.map(({ options }) => options.ticket.ticket)).toEqual(['k1', 'k2', 'k3']);
    FakeLine.last.tell({ type: 'ended', cause: 'unreachable' });
    expect(controller.state()).toMatchObject({ phase: 'failed', failure: { kind: 'unreachable' } });
    expect(camera.stopped).toBe(true);
  });

  it('hears nothing from a line it has left', async () => {
    await controller.openDevices();
    await settle();
    const old = FakeLine.last;
    old.tell({ type: 'ended', cause: 'lost' });
    await vi.advanceTimersByTimeAsync(1_500);
    old.tell({ type: 'ended', cause: 'no_path' });
    expect(phase()).toBe('connecting');
  });

  it('says what the ticket said', async () => {
    vi.mocked(ports.requestTicket).mockRejectedValueOnce(new RequestFailed('consent_required'));
    await controller.openDevices();
    await settle();
    expect(phase()).toBe('consent');
    expect(camera.stopped).toBe(true);
  });

  describe('a device that goes away', () => {
    it('gives way to another one before the recording', async () => {
      await toReady();
      spare.camera = new FakeTrack('video', 'c2');
      camera.onended?.();
      await settle();
      expect(phase()).toBe('ready');
      expect(FakeLine.last.replaced).toEqual([spare.camera]);
      expect(controller.devices()).toMatchObject({ cameraId: 'c2', replaced: 'camera' });
    });

    it('gives way to another microphone during the recording', async () => {
      await toRecording();
      spare.microphone = new FakeTrack('audio', 'm2');
      microphone.onended?.();
      await settle();
      expect(controller.state()).toMatchObject({
        phase: 'recording',
        notices: ['microphone_changed'],
      });
      expect(FakeLine.last.replaced).toEqual([spare.microphone]);
    });

    it('ends the recording when it is the camera, and what was filmed is kept', async () => {
      await toRecording();
      spare.camera = new FakeTrack('video', 'c2');
      camera.onended?.();
      await settle();
      expect(controller.state()).toMatchObject({
        phase: 'stopping',
        cause: 'camera_gone',
        keptMs: 12_000,
      });
      expect(FakeLine.last.said).toContain('stop');
      expect(FakeLine.last.replaced).toEqual([]);
    });

    it('leads back to the devices when there is no other', async () => {
      await toReady();
      microphone.onended?.();
      await settle();
      expect(controller.state()).toMatchObject({ phase: 'devices', trouble: 'microphone_gone' });
      expect(camera.stopped).toBe(true);
      expect(FakeLine.last.said).toContain('close');
    });
  });

  describe('another device by choice', () => {
    it('takes the place of the old one and is remembered', async () => {
      await toReady();
      spare.microphone = new FakeTrack('audio', 'm2');
      await controller.choose({ kind: 'microphone', id: 'm2', label: 'Headset' });
      expect(microphone.stopped).toBe(true);
      expect(stream.getAudioTracks()).toEqual([spare.microphone]);
      expect(localStorage.getItem('jobgate.devices')).toContain('Headset');
    });

    it('leaves the old one in place when it cannot be opened', async () => {
      await toReady();
      await controller.choose({ kind: 'microphone', id: 'm2', label: 'Headset' });
      expect(microphone.stopped).toBe(false);
      expect(controller.devices().problem).toBe('no_microphone');
      expect(localStorage.getItem('jobgate.devices')).toBeNull();
    });
  });

  describe('a lost line', () => {
    const found = {
      takeId: 't1',
      durationMs: 11_800,
      gaps: [],
      condition: 'recovered' as const,
    };

    it('finds the take again, through errors of the network', async () => {
      await toRecording();
      vi.mocked(ports.findTake)
        .mockRejectedValueOnce(new Error('offline'))
        .mockResolvedValueOnce(null)
        .mockResolvedValueOnce(found);
      FakeLine.last.tell({ type: 'ended', cause: 'lost' });
      expect(controller.state()).toMatchObject({ phase: 'recovering', keptMs: 11_000 });
      expect(camera.stopped).toBe(true);
      await vi.advanceTimersByTimeAsync(RECOVER_EVERY_MS * 3);
      expect(controller.state()).toMatchObject({
        phase: 'review',
        result: { durationMs: 11_800, cause: 'line_lost' },
      });
      await vi.advanceTimersByTimeAsync(RECOVER_DEADLINE_MS);
      expect(ports.findTake).toHaveBeenCalledTimes(3);
    });

    it('says after two minutes where the take will be found', async () => {
      await toRecording();
      FakeLine.last.tell({ type: 'ended', cause: 'lost' });
      await vi.advanceTimersByTimeAsync(RECOVER_DEADLINE_MS + RECOVER_EVERY_MS * 2);
      expect(controller.state()).toEqual({
        phase: 'failed',
        failure: { kind: 'not_found_yet', keptMs: 11_000 },
      });
    });
  });
});

describe('the coaching beside the machine', () => {
  const look = (media_ms: number): ServerMessage => ({
    type: 'guidance',
    media_ms,
    take_ms: null,
    every_ms: 1000,
    scores: { face: 90, lighting: 82, audio: 88, position: 91 },
    overall: 82,
    reason: 'lighting',
    hint: null,
    picture: null,
    sound: null,
  });
  const on: ServerMessage = { type: 'analysis', state: 'on' };

  it('pauses what is older than three periods, and goes on with the next', async () => {
    await toReady();
    FakeLine.last.say(on);
    FakeLine.last.say(look(1000));
    await vi.advanceTimersByTimeAsync(2900);
    expect(controller.coaching().paused).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    expect(controller.coaching()).toMatchObject({ paused: true, guidance: { media_ms: 1000 } });
    FakeLine.last.say(look(5000));
    expect(controller.coaching().paused).toBe(false);
  });

  it('goes on from the set-up into the recording and ends with it', async () => {
    await toReady();
    FakeLine.last.say(on);
    FakeLine.last.say(look(1000));
    await toRecordingFromReady();
    expect(controller.coaching().guidance?.media_ms).toBe(1000);
    controller.stop();
    FakeLine.last.say({ type: 'sealed', take_id: 't1', duration_ms: 12_000, gaps: [] });
    expect(controller.coaching()).toMatchObject({ analysis: 'unknown', guidance: null });
  });

  it('switches off at any moment, on only before the recording', async () => {
    await toReady();
    controller.setAnalysis(false);
    expect(FakeLine.last.said).not.toContain('analysis off');
    FakeLine.last.say(on);
    controller.setAnalysis(false);
    FakeLine.last.say({ type: 'analysis', state: 'off' });
    controller.setAnalysis(true);
    FakeLine.last.say(on);
    await toRecordingFromReady();
    controller.setAnalysis(false);
    FakeLine.last.say({ type: 'analysis', state: 'off' });
    controller.setAnalysis(true);
    const said = FakeLine.last.said.filter((word) => word.startsWith('analysis'));
    expect(said).toEqual(['analysis off', 'analysis on', 'analysis off']);
  });

  it('shows the line while it is open, and forgets it with the session', async () => {
    await toReady();
    const network = { lossRatio: 0, rttMs: 20, kbitPerS: 1600, verdict: 'good' } as const;
    FakeLine.last.tell({ type: 'network', network });
    FakeLine.last.say(on);
    expect(controller.network()).toBe(network);
    controller.send({ type: 'rejoin' });
    expect(controller.network()).toBeNull();
    expect(controller.coaching().analysis).toBe('unknown');
    await settle();
    expect(FakeLine.all).toHaveLength(2);
  });

  async function toRecordingFromReady() {
    controller.start();
    FakeLine.last.say({ type: 'countdown', remaining: 3 });
    FakeLine.last.say({ type: 'started', script_duration_ms: 90_000, started_at_ms: 0 });
    await settle();
  }
});
