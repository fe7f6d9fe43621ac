/** A socket and a peer connection that do what a test tells them. */

import type { ClientMessage, ServerMessage } from '@/live/protocol.gen';

/** 1.6 Mbit/s. */
const BYTES_A_MS = 200;

export class FakeSocket {
  static readonly OPEN = 1;
  static last: FakeSocket;
  readyState = 0;
  sent: ClientMessage[] = [];
  closed: number | undefined;
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  constructor(readonly url: string) {
    FakeSocket.last = this;
  }
  open() {
    this.readyState = 1;
    this.onopen?.();
  }
  heard = 0;
  say(message: ServerMessage) {
    if (message.type !== 'resumed') this.heard += 1;
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  send(text: string) {
    this.sent.push(JSON.parse(text) as ClientMessage);
  }
  close(code: number) {
    this.closed = code;
    this.readyState = 3;
  }
  /** The line breaks, or the server hangs up. */
  drop() {
    this.readyState = 3;
    this.onclose?.();
  }
  types() {
    return this.sent.map(({ type }) => type);
  }
}

export const VIDEO_SDP = 'm=video 9\r\na=rtpmap:102 H264/90000\r\n';

export class FakePeer {
  static last: FakePeer;
  static sdp = VIDEO_SDP;
  /** A browser that takes its own description back and no other. */
  static strict = false;
  connectionState = 'new';
  signalingState = 'stable';
  onicecandidate: ((event: { candidate: object | null }) => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  transceivers: { kind: string; init: RTCRtpTransceiverInit }[] = [];
  offers: RTCOfferOptions[] = [];
  answers: string[] = [];
  preferred: string[] = [];
  parameters: object[] = [];
  replaced: unknown[] = [];
  closed = false;
  /** What comes back; a browser that does not count tells nothing. */
  bytesReceived: number | null = null;
  /** For each time it is looked at. */
  comesBack = 0;
  /** Packets sent for each time it is looked at, and the share of them that is sent again. */
  packets = 0;
  lost = 0;
  #sent = 0;
  #again = 0;
  constructor(readonly configuration: RTCConfiguration) {
    FakePeer.last = this;
  }
  addTransceiver(track: { kind: string }, init: RTCRtpTransceiverInit) {
    this.transceivers.push({ kind: track.kind, init });
    return {
      sender: {
        getParameters: () => ({}),
        setParameters: (parameters: object) => {
          this.parameters.push(parameters);
          return Promise.resolve();
        },
        replaceTrack: (other: unknown) => {
          this.replaced.push(other);
          return Promise.resolve();
        },
      },
      setCodecPreferences: (codecs: { mimeType: string }[]) => {
        this.preferred = codecs.map(({ mimeType }) => mimeType);
      },
    };
  }
  createOffer(options: RTCOfferOptions) {
    this.offers.push(options);
    return Promise.resolve({ type: 'offer', sdp: FakePeer.sdp });
  }
  setLocalDescription({ sdp }: { sdp: string }) {
    if (FakePeer.strict && sdp !== FakePeer.sdp) return Promise.reject(new Error('changed'));
    this.signalingState = 'have-local-offer';
    // Chromium finds its first candidates before the promise settles.
    this.onicecandidate?.({ candidate: { candidate: 'early', sdpMid: '0', sdpMLineIndex: 0 } });
    return Promise.resolve();
  }
  setRemoteDescription({ sdp }: { sdp: string }) {
    this.answers.push(sdp);
    this.signalingState = 'stable';
    return Promise.resolve();
  }
  getStats() {
    if (this.closed) return Promise.reject(new Error('closed'));
    const bytesSent = BYTES_A_MS * Date.now();
    this.#sent += this.packets;
    this.#again += this.packets * this.lost;
    const entries: object[] = [
      {
        type: 'outbound-rtp',
        bytesSent,
        packetsSent: this.#sent,
        retransmittedPacketsSent: this.#again,
      },
    ];
    if (this.bytesReceived !== null) {
      this.bytesReceived += this.comesBack;
      entries.push({ type: 'candidate-pair', bytesReceived: this.bytesReceived });
    }
    return Promise.resolve(new Map(entries.entries()));
  }
  close() {
    this.closed = true;
  }
  become(state: string) {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
}
