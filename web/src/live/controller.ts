/**
 * Holds the state machine together with what it moves: camera, connection, timers. Knows nothing of
 * React; a view subscribes, calls methods, and shows the stream in its own video element.
 */

import { openBoth, openOne, stopAll } from './capture';
import { pick, readChoice, rememberChoice } from './choice';
import { coach, NO_COACHING, overdueAfterMs, type Coaching, type CoachingEvent } from './coaching';
import { LiveConnection, type LiveEvent, type LiveOptions, type Ticket } from './connection';
import { watchDevices, type Device, type DeviceChange, type DeviceProblem } from './devices';
import type { Network } from './network';
import type { Language } from './protocol.gen';
import { reduce, type StudioEvent } from './reducer';
import {
  INITIAL,
  isLive,
  usesCamera,
  type FailureKind,
  type Result,
  type StudioState,
} from './state';
import { keepAwake } from './wake';

/** A request that failed, in the studio's words. */
export class RequestFailed extends Error {
  readonly kind: FailureKind | 'consent_required';
  constructor(kind: FailureKind | 'consent_required', options?: ErrorOptions) {
    super(kind, options);
    this.name = 'RequestFailed';
    this.kind = kind;
  }
}

/** What the feature around brings: requests to the rest of the server. */
export interface StudioPorts {
  /** Rejects with `RequestFailed`. */
  requestTicket: () => Promise<Ticket>;
  /** The closed take, or `null` while it is still open. May reject while the network is down. */
  findTake: (takeId: string) => Promise<Omit<Result, 'cause'> | null>;
  language: () => Language;
}

/** The devices as the view shows them. */
export interface DevicesView {
  list: readonly Device[];
  cameraId: string | undefined;
  microphoneId: string | undefined;
  speakerId: string | undefined;
  /** Plugged in a moment ago, and not in use. */
  added: Device | null;
  /** Another device took over from one that was unplugged. */
  replaced: 'camera' | 'microphone' | null;
  /** The chosen device could not be opened; the one before goes on. */
  problem: DeviceProblem | null;
}

export interface Tools {
  openBoth: typeof openBoth;
  openOne: typeof openOne;
  connect: (
    options: LiveOptions,
  ) => Pick<LiveConnection, 'open' | 'start' | 'stop' | 'close' | 'replaceTrack' | 'setAnalysis'>;
}

const TOOLS: Tools = { openBoth, openOne, connect: (options) => new LiveConnection(options) };

/** Before the second and the third attempt to connect. */
const RETRY_AFTER_MS = 1_500;
export const RECOVER_EVERY_MS = 2_000;
/** A server that was killed needs to start again and repair the take before it can be found. */
export const RECOVER_DEADLINE_MS = 120_000;

export class StudioController {
  readonly #ports: StudioPorts;
  readonly #tools: Tools;
  #state: StudioState = INITIAL;
  #devices: DevicesView;
  #coaching: Coaching = NO_COACHING;
  #network: Network | null = null;
  /** Runs out when the next judgement is overdue. */
  #overdue: ReturnType<typeof setTimeout> | undefined;
  #stream: MediaStream | null = null;
  #connection: ReturnType<Tools['connect']> | null = null;
  #watch: ReturnType<typeof watchDevices> | null = null;
  #release: (() => void) | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Grows with every attempt, so that an answer that comes too late is known as such. */
  #turn = 0;
  readonly #listeners = new Set<() => void>();
  readonly #streamListeners = new Set<(stream: MediaStream | null) => void>();

  constructor(ports: StudioPorts, tools: Tools = TOOLS) {
    this.#ports = ports;
    this.#tools = tools;
    this.#devices = {
      list: [],
      cameraId: undefined,
      microphoneId: undefined,
      speakerId: readChoice().speaker?.id,
      added: null,
      replaced: null,
      problem: null,
    };
  }

  // What a view reads.

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly state = (): StudioState => this.#state;
  readonly devices = (): DevicesView => this.#devices;
  readonly coaching = (): Coaching => this.#coaching;
  /** How the line does; `null` while nothing is sent. */
  readonly network = (): Network | null => this.#network;

  /** Tells the stream at once and at each change of its tracks. */
  readonly onStream = (listener: (stream: MediaStream | null) => void): (() => void) => {
    this.#streamListeners.add(listener);
    listener(this.#stream);
    return () => this.#streamListeners.delete(listener);
  };

  // Life.

  /** Begins to listen to the machine; returns the end of everything. */
  readonly open = (): (() => void) => {
    this.#watch = watchDevices((list, change) => {
      this.#listed(list, change);
    });
    const onVisibility = () => {
      if (document.visibilityState === 'hidden')
        this.send({ type: 'noticed', notice: 'was_hidden' });
    };
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      this.#watch?.stop();
      this.#watch = null;
      this.#hangUp();
      this.#dropStream();
      this.#turn += 1;
      clearTimeout(this.#timer);
      clearTimeout(this.#overdue);
    };
  };

  readonly send = (event: StudioEvent): void => {
    const before = this.#state;
    const after = reduce(before, event);
    if (after === before) return;
    this.#state = after;
    this.#moved(before, after);
    if (!isLive(after) || after.phase === 'connecting') this.#forgetLine(after);
    this.#tell();
  };

  #moved(before: StudioState, after: StudioState): void {
    if (!isLive(after)) this.#hangUp();
    if (!usesCamera(after)) this.#dropStream();
    if (after.phase === 'connecting') {
      if (before.phase !== 'connecting' || before.attempt !== after.attempt) {
        this.#connectSoon(after.attempt);
      }
    } else if (after.phase === 'recovering') {
      if (before.phase !== 'recovering') this.#recover(after.takeId);
    } else if (before.phase === 'connecting' || before.phase === 'recovering') {
      clearTimeout(this.#timer);
    }
    const rolling = after.phase === 'countdown' || after.phase === 'recording';
    if (rolling && !this.#release) this.#release = keepAwake();
    if (!rolling) {
      this.#release?.();
      this.#release = null;
    }
  }

  #tell(): void {
    this.#listeners.forEach((listener) => {
      listener();
    });
  }

  // Camera and microphone.

  /** Asks for both; from a press, so that the browser may ask the person. */
  async openDevices(): Promise<void> {
    if (this.#state.phase !== 'devices' || this.#state.opening) return;
    this.send({ type: 'opening' });
    const turn = (this.#turn += 1);
    const choice = readChoice();
    const known = this.#devices.list;
    const opened = await this.#tools.openBoth({
      cameraId: (pick(known, 'camera', choice.camera) ?? choice.camera)?.id,
      microphoneId: (pick(known, 'microphone', choice.microphone) ?? choice.microphone)?.id,
      firmness: 'wish',
    });
    if (turn !== this.#turn) {
      if (opened.ok) stopAll(opened.value);
      return;
    }
    if (!opened.ok) {
      this.send({ type: 'device_failed', trouble: opened.problem });
      return;
    }
    this.#stream = opened.value;
    opened.value.getTracks().forEach((track) => {
      this.#follow(track);
    });
    this.#showDevices({ added: null, replaced: null, problem: null });
    this.#tellStream();
    // Labels are told only after permission.
    void this.#watch?.refresh();
    this.send({ type: 'opened' });
  }

  /** Another camera, microphone or speaker, chosen by name. */
  async choose(device: Device): Promise<void> {
    if (device.kind === 'speaker') {
      rememberChoice(device);
      this.#showDevices({ speakerId: device.id });
      return;
    }
    const current = this.#trackOf(device.kind);
    let opened = await this.#tools.openOne(device.kind, device.id, 'demand');
    if (!opened.ok && opened.problem === 'camera_busy' && current) {
      // A phone opens one camera at a time.
      current.stop();
      opened = await this.#tools.openOne(device.kind, device.id, 'demand');
      if (!opened.ok) await this.#takeOver(device.kind);
    }
    if (!opened.ok) {
      this.#showDevices({ problem: opened.problem });
      return;
    }
    rememberChoice(device);
    await this.#put(opened.value);
    this.#showDevices({ added: null, replaced: null, problem: null });
  }

  dismissDeviceNote(): void {
    this.#showDevices({ added: null, replaced: null, problem: null });
  }

  #trackOf(kind: 'camera' | 'microphone'): MediaStreamTrack | undefined {
    return kind === 'camera'
      ? this.#stream?.getVideoTracks()[0]
      : this.#stream?.getAudioTracks()[0];
  }

  async #put(track: MediaStreamTrack): Promise<void> {
    const stream = this.#stream;
    if (!stream || !usesCamera(this.#state)) {
      track.stop();
      return;
    }
    const old = stream.getTracks().filter((other) => other.kind === track.kind);
    this.#follow(track);
    await this.#connection?.replaceTrack(track).catch(() => undefined);
    if (this.#stream !== stream) {
      // The camera was turned off meanwhile: nothing may stay on.
      track.stop();
      return;
    }
    old.forEach((other) => {
      other.stop();
      stream.removeTrack(other);
    });
    stream.addTrack(track);
    this.#tellStream();
  }

  /** `ended` is said when a device goes away, not when the page stops a track itself. */
  #follow(track: MediaStreamTrack): void {
    const kind = track.kind === 'video' ? 'camera' : 'microphone';
    const current = () => this.#stream?.getTracks().includes(track) ?? false;
    track.onended = () => {
      if (current()) void this.#lost(kind);
    };
    track.onmute = () => {
      if (current() && kind === 'camera') this.send({ type: 'noticed', notice: 'camera_paused' });
    };
    track.onunmute = () => {
      if (current() && kind === 'camera') this.send({ type: 'cleared', notice: 'camera_paused' });
    };
  }

  async #lost(kind: 'camera' | 'microphone'): Promise<void> {
    const recording = this.#state.phase === 'recording';
    // In the middle of a take another face of the room would be worse than an early end.
    const mayReplace = kind === 'microphone' || !recording;
    if (mayReplace && (await this.#takeOver(kind))) {
      this.send({ type: 'noticed', notice: 'microphone_changed' });
      this.#showDevices({ replaced: kind });
      return;
    }
    const connection = this.#connection;
    const wasRecording = this.#state.phase === 'recording';
    this.send({ type: 'track_lost', kind });
    if (wasRecording) connection?.stop();
  }

  /** Whatever else of its kind is there. */
  async #takeOver(kind: 'camera' | 'microphone'): Promise<boolean> {
    const opened = await this.#tools.openOne(kind, undefined, 'wish');
    if (!opened.ok) return false;
    await this.#put(opened.value);
    return true;
  }

  #listed(list: Device[], change: DeviceChange): void {
    const added = change.added.find(({ kind, label }) => kind !== 'speaker' && label !== '');
    const isThere = (device: Device) => list.some(({ id }) => id === device.id);
    const before = this.#devices.added;
    // The first list after permission is news to the page and not to the person.
    const named = this.#devices.list.some(({ label }) => label !== '');
    this.#showDevices({
      list,
      added: (named ? added : undefined) ?? (before && isThere(before) ? before : null),
    });
  }

  #showDevices(change: Partial<DevicesView>): void {
    this.#devices = {
      ...this.#devices,
      ...change,
      cameraId: this.#trackOf('camera')?.getSettings().deviceId,
      microphoneId: this.#trackOf('microphone')?.getSettings().deviceId,
    };
    this.#tell();
  }

  #tellStream(): void {
    this.#streamListeners.forEach((listener) => {
      listener(this.#stream);
    });
  }

  #dropStream(): void {
    if (!this.#stream) return;
    stopAll(this.#stream);
    this.#stream = null;
    this.#tellStream();
  }

  // The line.

  #connectSoon(attempt: number): void {
    this.#hangUp();
    clearTimeout(this.#timer);
    if (attempt === 1) void this.#connect();
    else this.#timer = setTimeout(() => void this.#connect(), RETRY_AFTER_MS * (attempt - 1));
  }

  async #connect(): Promise<void> {
    const turn = (this.#turn += 1);
    try {
      const ticket = await this.#ports.requestTicket();
      const stream = this.#stream;
      if (turn !== this.#turn || this.#state.phase !== 'connecting' || !stream) return;
      const connection = this.#tools.connect({
        ticket,
        language: this.#ports.language(),
        stream,
        onEvent: (event) => {
          if (this.#connection === connection) this.#heard(event);
        },
      });
      this.#connection = connection;
      connection.open();
    } catch (error) {
      if (turn !== this.#turn) return;
      const kind = error instanceof RequestFailed ? error.kind : 'internal';
      this.send({ type: 'request_failed', kind });
    }
  }

  #hangUp(): void {
    const connection = this.#connection;
    this.#connection = null;
    connection?.close();
  }

  /** What comes on the line goes to the machine and to the coaching beside it. */
  #heard(event: LiveEvent): void {
    if (event.type === 'network') {
      this.#network = event.network;
      this.#tell();
      return;
    }
    if (event.type === 'message') this.#coach(event);
    this.send(event);
  }

  #coach(event: CoachingEvent): void {
    const before = this.#coaching;
    const after = coach(before, event);
    if (after === before) return;
    this.#coaching = after;
    if (after.guidance !== before.guidance) {
      clearTimeout(this.#overdue);
      if (after.guidance) {
        this.#overdue = setTimeout(() => {
          this.#coach({ type: 'overdue' });
        }, overdueAfterMs(after.guidance));
      }
    }
    this.#tell();
  }

  /** The next session starts with nothing known. */
  #forgetLine(after: StudioState): void {
    if (after.phase === 'connecting' && after.session) return;
    this.#network = null;
    this.#coach({ type: 'over' });
  }

  /** Off at any moment; on again only before the recording. */
  setAnalysis(enabled: boolean): void {
    const { phase } = this.#state;
    if (enabled && phase !== 'ready' && phase !== 'countdown') return;
    if (!isLive(this.#state) || this.#coaching.analysis === 'unknown') return;
    this.#coach({ type: 'asked', enabled });
    this.#connection?.setAnalysis(enabled);
  }

  start(): void {
    if (this.#state.phase !== 'ready') return;
    this.send({ type: 'start_pressed' });
    this.#connection?.start();
  }

  /** Ends the recording, or cancels the countdown. */
  stop(): void {
    if (this.#state.phase !== 'countdown' && this.#state.phase !== 'recording') return;
    const connection = this.#connection;
    this.send({ type: 'stop_pressed' });
    connection?.stop();
  }

  /** Looks for the cut-off take until the server has closed it. */
  #recover(takeId: string): void {
    const turn = (this.#turn += 1);
    const until = Date.now() + RECOVER_DEADLINE_MS;
    const look = async () => {
      const result = await this.#ports.findTake(takeId).catch(() => null);
      if (turn !== this.#turn || this.#state.phase !== 'recovering') return;
      if (result) this.send({ type: 'settled', result });
      else if (Date.now() > until) this.send({ type: 'not_settled' });
      else this.#timer = setTimeout(() => void look(), RECOVER_EVERY_MS);
    };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void look(), RECOVER_EVERY_MS / 2);
  }
}
