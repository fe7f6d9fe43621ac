/**
 * One attempt on the live line: ticket → socket → join → offer and answer → messages.
 * Knows the order of things and the deadlines; what they mean to a person is the reducer's.
 */

import { PROTOCOL, type ClientMessage, type Language, type ServerMessage } from './protocol.gen';
import { socketUrl } from './negotiation';
import {
  networkBetween,
  readNetwork,
  WINDOW_READINGS,
  type Network,
  type NetworkReading,
} from './network';
import { SendingPeer, type PeerState } from './peer';
import { readMessage, writeMessage } from './wire';

/** From opening the socket to `joined`. */
export const JOIN_DEADLINE_MS = 10_000;
/**
 * From `joined` to the answer, and from there to both media flowing. ICE, DTLS and a first key frame
 * take under a second; an old laptop that starts two encoders takes several.
 */
export const MEDIA_DEADLINE_MS = 20_000;
/** The server speaks each second while it records; this long a silence is shown … */
export const QUIET_MS = 4_000;
/** … this long a one is the end of the line. The server keeps what it has. */
export const SILENCE_DEADLINE_MS = 20_000;
/** A lost socket is replaced by another one; tries are this far apart … */
export const RESUME_EVERY_MS = 2_000;
/** … and go on as long as the server keeps the session for us. */
export const RESUME_WITHIN_MS = 14_000;
/** A pressed Stop that is not answered within this was not heard. */
export const STOP_DEADLINE_MS = 8_000;
const WATCH_EVERY_MS = 1_000;

export interface Ticket {
  ticket: string;
  take_id: string;
  path: string;
}

export type EndCause =
  /** The server has said its last word: sealed, damaged or a fatal error. */
  | 'finished'
  /** The socket never opened, or nobody answered on it. */
  | 'unreachable'
  /** The line broke after `joined`. */
  | 'lost'
  /** No way for the media through this network. */
  | 'no_path'
  /** Connected, but sound or picture never arrived. */
  | 'no_media'
  /** This browser cannot send what the server records. */
  | 'unsupported';

export type LiveEvent =
  | { type: 'message'; message: ServerMessage }
  | { type: 'line'; state: PeerState }
  /** Each second while media flow. */
  | { type: 'network'; network: Network }
  | { type: 'ended'; cause: EndCause };

export interface LiveOptions {
  ticket: Ticket;
  language: Language;
  stream: MediaStream;
  onEvent: (event: LiveEvent) => void;
}

type Stage = 'joining' | 'media' | 'ready' | 'rolling' | 'stopping' | 'closed' | 'over';

export class LiveConnection {
  readonly #options: LiveOptions;
  #socket: WebSocket | null = null;
  #peer: SendingPeer | null = null;
  #stage: Stage = 'joining';
  #deadline = 0;
  #lastHeard = 0;
  #peerState: PeerState = 'connecting';
  #line: PeerState | null = null;
  #lastWord = false;
  /** The secret by which another socket goes on with this session. */
  #resumeKey: string | null = null;
  /** The socket carries the session: what is said is heard. */
  #carried = false;
  /** Since when it does not, and when the last other one was tried. */
  #brokenSince: number | null = null;
  #triedAt = 0;
  /** Messages heard on this session, on whichever socket. */
  #heardCount = 0;
  /** Everything said after `join`: what the server has missed is said again. */
  #said: string[] = [];
  /** The last few, oldest first. */
  #readings: NetworkReading[] = [];
  #watch: ReturnType<typeof setInterval> | undefined;
  readonly #onOnline = () => this.#peer?.nudge();

  constructor(options: LiveOptions) {
    this.#options = options;
  }

  open(): void {
    this.#setStage('joining', JOIN_DEADLINE_MS);
    this.#dial({
      type: 'join',
      ticket: this.#options.ticket.ticket,
      protocol: PROTOCOL,
      language: this.#options.language,
    });
    this.#watch = setInterval(() => {
      this.#look();
      void this.#measure();
    }, WATCH_EVERY_MS);
    window.addEventListener('online', this.#onOnline);
  }

  /** Opens a socket and says the one thing that may be said first. */
  #dial(first: ClientMessage): void {
    this.#hangUp();
    const socket = new WebSocket(socketUrl(this.#options.ticket.path, window.location));
    this.#socket = socket;
    socket.onopen = () => {
      if (first.type === 'join') this.#carried = true;
      socket.send(JSON.stringify(first));
    };
    socket.onmessage = ({ data }) => {
      this.#lastHeard = Date.now();
      this.#listen(readMessage(data));
    };
    socket.onclose = () => {
      this.#carried = false;
      if (this.#lastWord) this.#end('finished');
      else if (this.#stage === 'joining') this.#end('unreachable');
      else this.#broken();
    };
  }

  #hangUp(): void {
    this.#carried = false;
    if (!this.#socket) return;
    this.#socket.onopen = null;
    this.#socket.onmessage = null;
    this.#socket.onclose = null;
    this.#socket.close(1000);
    this.#socket = null;
  }

  #listen(message: ServerMessage | null): void {
    if (message?.type === 'resumed') {
      this.#carried = true;
      this.#brokenSince = null;
      for (const text of this.#said.slice(message.heard)) this.#socket?.send(text);
      // What took the socket has most likely taken the media's way too: another network. The
      // browser would notice that only after seconds without an answer.
      this.#peer?.moved();
      this.#tellLine();
      return;
    }
    if (message?.type === 'error' && message.code === 'resume_refused') {
      this.#end('lost');
      return;
    }
    this.#heardCount += 1;
    this.#tellLine();
    if (message) this.#heard(message);
  }

  /** The line broke or fell silent: the session is looked for on another socket. */
  #broken(): void {
    if (this.#stage === 'over') return;
    this.#brokenSince ??= Date.now();
    this.#tellLine();
    if (this.#resumeKey === null || Date.now() - this.#brokenSince > RESUME_WITHIN_MS) {
      this.#end('lost');
    } else if (Date.now() - this.#triedAt >= RESUME_EVERY_MS) {
      this.#triedAt = Date.now();
      this.#dial({
        type: 'resume',
        key: this.#resumeKey,
        protocol: PROTOCOL,
        heard: this.#heardCount,
      });
    }
  }

  start(): void {
    this.#send({ type: 'start' });
  }

  /** Ends the recording, or cancels the countdown. */
  stop(): void {
    this.#send({ type: 'stop' });
    if (this.#stage === 'rolling') this.#setStage('stopping', STOP_DEADLINE_MS);
  }

  /** Switches the look a second off, or on again before the recording. */
  setAnalysis(enabled: boolean): void {
    this.#send({ type: 'analysis', enabled });
  }

  async replaceTrack(track: MediaStreamTrack): Promise<void> {
    await this.#peer?.replace(track);
  }

  /** Goes for good: the server keeps what it has. Nothing is told any more. */
  close(): void {
    if (this.#stage === 'over') return;
    if (!this.#lastWord) this.#send({ type: 'leave' });
    this.#tearDown();
  }

  #heard(message: ServerMessage): void {
    switch (message.type) {
      case 'joined':
        this.#resumeKey = message.resume_key;
        this.#join(message);
        break;
      case 'answer':
        if (this.#stage === 'media') this.#setStage('media', MEDIA_DEADLINE_MS);
        this.#peer?.answer(message.sdp, message.video_codec).catch(() => {
          this.#end('no_path');
        });
        break;
      case 'media':
        if (message.audio === 'flowing' && message.video === 'flowing' && this.#stage === 'media') {
          this.#setStage('ready', null);
        }
        break;
      case 'countdown':
      case 'started':
        if (this.#stage === 'ready') this.#setStage('rolling', null);
        break;
      case 'countdown_cancelled':
        this.#setStage('ready', null);
        break;
      case 'stopping':
        this.#setStage('stopping', SILENCE_DEADLINE_MS);
        break;
      case 'sealed':
      case 'damaged':
        this.#lastWord = true;
        this.#stage = 'closed';
        break;
      case 'error':
        if (message.fatal) this.#refused();
        break;
      default:
    }
    this.#options.onEvent({ type: 'message', message });
    // The server closes too; not to wait for it frees the camera's encoder at once.
    if (this.#lastWord && this.#stage !== 'stopping') this.#end('finished');
  }

  /** A server that stops in the middle of a take closes it first: `sealed` follows the error. */
  #refused(): void {
    this.#lastWord = true;
    if (this.#stage === 'rolling' || this.#stage === 'stopping') {
      this.#setStage('stopping', SILENCE_DEADLINE_MS);
    }
  }

  #join(joined: Extract<ServerMessage, { type: 'joined' }>): void {
    if (this.#peer || this.#stage === 'over') return;
    this.#setStage('media', MEDIA_DEADLINE_MS);
    try {
      this.#peer = new SendingPeer({
        stream: this.#options.stream,
        joined,
        resolution: joined.resolution,
        events: {
          offer: (sdp) => {
            this.#send({ type: 'offer', sdp });
          },
          candidate: ({ candidate, sdpMid, sdpMLineIndex }) => {
            this.#send({
              type: 'candidate',
              candidate,
              sdp_mid: sdpMid,
              sdp_m_line_index: sdpMLineIndex,
            });
          },
          state: (state) => {
            this.#peerState = state;
            this.#tellLine();
            if (state === 'failed') this.#end('no_path');
          },
          silent: () => {
            // Most likely another network, and the socket does not know yet that its way is gone.
            // Where it is not, another one does no harm.
            const live = this.#stage === 'ready' || this.#stage === 'rolling';
            if (live && this.#brokenSince === null) this.#broken();
          },
          unsupported: () => {
            this.#end('unsupported');
          },
        },
      });
      this.#peer.open().catch(() => {
        this.#end('unsupported');
      });
    } catch {
      this.#end('unsupported');
    }
  }

  #setStage(stage: Stage, deadlineMs: number | null): void {
    this.#stage = stage;
    this.#lastHeard = Date.now();
    this.#deadline = deadlineMs === null ? Infinity : Date.now() + deadlineMs;
  }

  #look(): void {
    const silentMs = Date.now() - this.#lastHeard;
    if (this.#stage === 'rolling' && silentMs > SILENCE_DEADLINE_MS) {
      this.#end('lost');
    } else if (this.#brokenSince !== null) {
      this.#broken();
    } else if (this.#stage === 'rolling' && silentMs > QUIET_MS) {
      // The socket may not know yet that its way is gone: another network, say.
      this.#broken();
    } else if (Date.now() > this.#deadline) {
      if (this.#stage === 'joining') this.#end('unreachable');
      else if (this.#stage === 'media') {
        this.#end(this.#peerState === 'connected' ? 'no_media' : 'no_path');
      } else this.#end('lost');
    } else this.#tellLine();
  }

  async #measure(): Promise<void> {
    const flows = this.#stage === 'ready' || this.#stage === 'rolling';
    if (!flows || !this.#peer) return;
    let reading: NetworkReading;
    try {
      reading = readNetwork(await this.#peer.stats(), performance.now());
    } catch {
      // Closed meanwhile.
      return;
    }
    if (this.#isOver()) return;
    const network = this.#readings[0] ? networkBetween(this.#readings[0], reading) : null;
    // Another connection in the same place counts from nothing: so do we.
    const before = network || this.#readings.length === 0 ? this.#readings : [];
    this.#readings = [...before, reading].slice(-WINDOW_READINGS);
    if (network) this.#options.onEvent({ type: 'network', network });
  }

  #isOver(): boolean {
    return this.#stage === 'over';
  }

  /** The media's state and the socket's silence, whichever is worse; told on change. */
  #tellLine(): void {
    const quiet =
      this.#brokenSince !== null ||
      (this.#stage === 'rolling' && Date.now() - this.#lastHeard > QUIET_MS);
    const line = quiet && this.#peerState === 'connected' ? 'interrupted' : this.#peerState;
    if (line === this.#line || this.#stage === 'over') return;
    this.#line = line;
    this.#options.onEvent({ type: 'line', state: line });
  }

  #send(message: ClientMessage): void {
    const text = writeMessage(message);
    if (text === null) return;
    this.#said.push(text);
    if (this.#carried && this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  #end(cause: EndCause): void {
    if (this.#stage === 'over') return;
    this.#tearDown();
    this.#options.onEvent({ type: 'ended', cause });
  }

  #tearDown(): void {
    this.#stage = 'over';
    clearInterval(this.#watch);
    window.removeEventListener('online', this.#onOnline);
    this.#peer?.close();
    this.#hangUp();
  }
}
