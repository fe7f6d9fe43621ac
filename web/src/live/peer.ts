/** The sending peer connection: one sound, one picture in two layers, and its repair. */

import type { ServerMessage, VideoCodec } from './protocol.gen';
import { BitrateFloor, withFloor } from './floor';
import { receivedBytes } from './network';
import {
  iceServers,
  keepResolution,
  offersRecordableVideo,
  preferH264,
  videoEncodings,
  withSoundNack,
  type Resolution,
} from './negotiation';

/** A `disconnected` line often heals by itself; past this it is repaired. */
export const DISCONNECTED_GRACE_MS = 2_000;
/** Between two ICE restarts while the line stays down. */
export const RESTART_EVERY_MS = 5_000;

/**
 * The server answers what it receives ten times a second (transport-wide feedback). Without a byte
 * from it for this long the way is gone, which ICE itself notices only after five seconds …
 */
export const SILENT_MS = 1_500;
/** … looked at this often. */
export const LISTEN_EVERY_MS = 500;

/** The server ends a session after 64 offers; three minutes of repair are enough to give up. */
export const MAX_RESTARTS = 36;

export type PeerState = 'connecting' | 'connected' | 'interrupted' | 'failed';

export interface PeerEvents {
  offer(sdp: string): void;
  candidate(candidate: RTCIceCandidate): void;
  state(state: PeerState): void;
  /** A line that looks connected carries nothing back any more. */
  silent(): void;
  /** The browser cannot make a description that the server could record. */
  unsupported(): void;
}

export interface PeerOptions {
  stream: MediaStream;
  joined: Pick<Extract<ServerMessage, { type: 'joined' }>, 'ice_servers'>;
  resolution: Resolution;
  events: PeerEvents;
}

export class SendingPeer {
  readonly #connection: RTCPeerConnection;
  readonly #events: PeerEvents;
  readonly #senders: Record<'audio' | 'video', RTCRtpSender>;
  /** Offers that are being made. */
  #making = 0;
  /** Offers sent and not yet answered: answers come in the order of offers. */
  #unanswered = 0;
  /** Candidates found before their offer was sent. */
  #held: RTCIceCandidate[] | null = null;
  #restarts = 0;
  #everConnected = false;
  #closed = false;
  #repair: ReturnType<typeof setTimeout> | undefined;
  #listening: ReturnType<typeof setInterval> | undefined;
  #received = 0;
  #receivedAt = 0;
  #silent = false;
  /** What the server said last; said again to this browser alone when the floor changes. */
  #answer = '';
  readonly #floor = new BitrateFloor();
  codec: VideoCodec | null = null;

  constructor({ stream, joined, resolution, events }: PeerOptions) {
    this.#events = events;
    this.#connection = new RTCPeerConnection({
      iceServers: iceServers(joined.ice_servers),
      bundlePolicy: 'max-bundle',
    });
    const [audio] = stream.getAudioTracks();
    const [video] = stream.getVideoTracks();
    const sound = this.#connection.addTransceiver(audio ?? 'audio', {
      direction: 'sendonly',
      streams: [stream],
    });
    const picture = this.#connection.addTransceiver(video ?? 'video', {
      direction: 'sendonly',
      streams: [stream],
      sendEncodings: videoEncodings(resolution.frame_rate),
    });
    preferH264(picture, [
      RTCRtpSender.getCapabilities('video'),
      RTCRtpReceiver.getCapabilities('video'),
    ]);
    this.#senders = { audio: sound.sender, video: picture.sender };
    this.#connection.onicecandidate = ({ candidate }) => {
      // The empty one at the end tells a server nothing that answers from fixed addresses.
      if (!candidate || candidate.candidate === '') return;
      if (this.#held) this.#held.push(candidate);
      else this.#events.candidate(candidate);
    };
    this.#connection.onconnectionstatechange = () => {
      this.#stateChanged();
    };
  }

  async open(): Promise<void> {
    await keepResolution(this.#senders.video);
    await this.#offer();
  }

  async #offer(restart = false): Promise<void> {
    this.#making += 1;
    try {
      await this.#make(restart);
    } finally {
      this.#making -= 1;
    }
  }

  async #make(restart: boolean): Promise<void> {
    if (this.#closed) return;
    const description = await this.#connection.createOffer(restart ? { iceRestart: true } : {});
    const sdp = description.sdp ?? '';
    if (this.#isClosed()) return;
    if (!offersRecordableVideo(sdp)) {
      this.#events.unsupported();
      return;
    }
    // Candidates are found from here on, and the server hears none before it has the offer.
    this.#held = [];
    const offered = await this.#describe(sdp);
    if (this.#isClosed()) return;
    this.#unanswered += 1;
    this.#events.offer(offered);
    const held = this.#held;
    this.#held = null;
    held.forEach((candidate) => {
      this.#events.candidate(candidate);
    });
  }

  /** Sound that can be sent again where the browser lets it be asked for; else as it would be. */
  async #describe(sdp: string): Promise<string> {
    const asking = withSoundNack(sdp);
    try {
      await this.#connection.setLocalDescription({ type: 'offer', sdp: asking });
      return asking;
    } catch (error) {
      if (asking === sdp) throw error;
      await this.#connection.setLocalDescription({ type: 'offer', sdp });
      return sdp;
    }
  }

  async answer(sdp: string, codec: VideoCodec): Promise<void> {
    if (this.#unanswered === 0) return;
    this.#unanswered -= 1;
    // An answer to an offer that was replaced since does not fit the newer one.
    if (this.#unanswered > 0 || this.#closed) return;
    this.codec = codec;
    if (this.#connection.signalingState !== 'have-local-offer') return;
    this.#answer = sdp;
    const floored = withFloor(sdp, this.#floor.raised);
    await this.#connection.setRemoteDescription({ type: 'answer', sdp: floored });
  }

  /**
   * The last answer once more, with another floor. Both sides have agreed to all of it before, so
   * that the server need not hear of it.
   */
  async #describeAgain(): Promise<void> {
    if (this.#isClosed() || this.#busy() || this.#answer === '') return;
    if (this.#connection.signalingState !== 'stable') return;
    const { sdp = '' } = await this.#connection.createOffer();
    await this.#describe(sdp);
    // A restart may have begun meanwhile: its own answer brings the floor.
    if (this.#isClosed() || this.#busy()) return;
    const floored = withFloor(this.#answer, this.#floor.raised);
    await this.#connection.setRemoteDescription({ type: 'answer', sdp: floored });
  }

  async replace(track: MediaStreamTrack): Promise<void> {
    await this.#senders[track.kind === 'audio' ? 'audio' : 'video'].replaceTrack(track);
  }

  /** The browser's counters. */
  stats(): Promise<RTCStatsReport> {
    return this.#connection.getStats();
  }

  /** The network came back or changed: do not wait for the next turn. */
  nudge(): void {
    if (this.#connection.connectionState !== 'connected') this.#restart();
  }

  /** The way may have changed under a line that still looks connected. */
  moved(): void {
    this.#restart();
  }

  #stateChanged(): void {
    if (this.#closed) return;
    switch (this.#connection.connectionState) {
      case 'connected':
        this.#everConnected = true;
        this.#repaired();
        this.#listen();
        return;
      case 'disconnected':
        this.#events.state('interrupted');
        this.#repairAfter(DISCONNECTED_GRACE_MS);
        return;
      case 'failed':
        this.#events.state(this.#everConnected ? 'interrupted' : 'failed');
        if (this.#everConnected) this.#repairAfter(0);
        return;
      default:
        this.#events.state(this.#everConnected ? 'interrupted' : 'connecting');
    }
  }

  /** Watches what comes back over the line: its state alone says little after an ICE restart. */
  #listen(): void {
    this.#receivedAt = Date.now();
    this.#listening ??= setInterval(() => {
      this.#connection.getStats().then(
        (report) => {
          this.#heard(receivedBytes(report));
          if (this.#floor.read(report)) this.#describeAgain().catch(() => undefined);
        },
        () => undefined,
      );
    }, LISTEN_EVERY_MS);
  }

  #heard(received: number | null): void {
    const looksWell = this.#connection.connectionState === 'connected';
    if (received === null || this.#closed || !looksWell) return;
    // Pairs that ICE has left take their counters with them: any change is a sign of life.
    if (received !== this.#received) {
      this.#received = received;
      this.#receivedAt = Date.now();
      this.#repaired();
    } else if (!this.#silent && Date.now() - this.#receivedAt >= SILENT_MS) {
      this.#silent = true;
      this.#events.state('interrupted');
      this.#repairAfter(RESTART_EVERY_MS);
      this.#events.silent();
    }
  }

  #repaired(): void {
    this.#silent = false;
    clearTimeout(this.#repair);
    this.#repair = undefined;
    this.#events.state('connected');
  }

  #repairAfter(ms: number): void {
    clearTimeout(this.#repair);
    this.#repair = setTimeout(() => {
      this.#restart();
    }, ms);
  }

  #restart(): void {
    if (this.#closed || !this.#everConnected || this.#restarts >= MAX_RESTARTS) return;
    this.#restarts += 1;
    this.#repairAfter(RESTART_EVERY_MS);
    this.#offer(true).catch(() => undefined);
  }

  #busy(): boolean {
    return this.#making > 0 || this.#unanswered > 0;
  }

  #isClosed(): boolean {
    return this.#closed;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#repair);
    clearInterval(this.#listening);
    this.#connection.onicecandidate = null;
    this.#connection.onconnectionstatechange = null;
    this.#connection.close();
  }
}
