import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  JOIN_DEADLINE_MS,
  LiveConnection,
  MEDIA_DEADLINE_MS,
  QUIET_MS,
  RESUME_WITHIN_MS,
  SILENCE_DEADLINE_MS,
  STOP_DEADLINE_MS,
  type LiveEvent,
} from './connection';
import { LOSSY_FLOOR_KBIT_S } from './floor';
import { DISCONNECTED_GRACE_MS, LISTEN_EVERY_MS, RESTART_EVERY_MS, SILENT_MS } from './peer';
import type { ServerMessage } from './protocol.gen';
import { FakePeer, FakeSocket, VIDEO_SDP } from '@/test/fakeLine';

const capabilities = {
  getCapabilities: () => ({ codecs: [{ mimeType: 'video/VP8' }, { mimeType: 'video/H264' }] }),
};
const track = (kind: string) => ({ kind });
const stream = {
  getAudioTracks: () => [track('audio')],
  getVideoTracks: () => [track('video')],
} as unknown as MediaStream;

const joined: ServerMessage = {
  type: 'joined',
  take_id: 't1',
  protocol: 1,
  ice_servers: [{ urls: ['stun:here'] }],
  script: { slug: 's', steps: [] },
  resume_key: 'key',
  resolution: { width: 1280, height: 720, frame_rate: 30 },
};
const started: ServerMessage = { type: 'started', script_duration_ms: 90_000, started_at_ms: 0 };
const flowing: ServerMessage = { type: 'media', audio: 'flowing', video: 'flowing' };
const sealed: ServerMessage = { type: 'sealed', take_id: 't1', duration_ms: 1, gaps: [] };

const progress = (elapsedMs: number): ServerMessage => ({
  type: 'progress',
  elapsed_ms: elapsedMs,
  remaining_ms: 1,
  step_index: 0,
  step_remaining_ms: 1,
});

let events: LiveEvent[];
let connection: LiveConnection;
const ends = () => events.filter((event) => event.type === 'ended').map(({ cause }) => cause);
const lines = () => events.filter((event) => event.type === 'line').map(({ state }) => state);
const settle = () => vi.advanceTimersByTimeAsync(0);

async function join() {
  connection.open();
  FakeSocket.last.open();
  FakeSocket.last.say(joined);
  await settle();
}
async function connect() {
  await join();
  FakeSocket.last.say({ type: 'answer', sdp: 'answer', video_codec: 'h264' });
  await settle();
  FakePeer.last.become('connected');
  FakeSocket.last.say(flowing);
}
async function record() {
  await connect();
  connection.start();
  FakeSocket.last.say({ type: 'countdown', remaining: 3 });
  FakeSocket.last.say(started);
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('RTCPeerConnection', FakePeer);
  vi.stubGlobal('RTCRtpSender', capabilities);
  vi.stubGlobal('RTCRtpReceiver', capabilities);
  FakePeer.sdp = VIDEO_SDP;
  FakePeer.strict = false;
  events = [];
  connection = new LiveConnection({
    ticket: { ticket: 'secret', take_id: 't1', path: '/api/live/' },
    language: 'ar',
    stream,
    onEvent: (event) => events.push(event),
  });
});

afterEach(() => {
  connection.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('the way in', () => {
  it('joins first, then offers, then trickles', async () => {
    await join();
    expect(FakeSocket.last.url).toBe(`ws://${window.location.host}/api/live/`);
    expect(FakeSocket.last.sent[0]).toEqual({
      type: 'join',
      ticket: 'secret',
      protocol: 1,
      language: 'ar',
    });
    expect(FakeSocket.last.types()).toEqual(['join', 'offer', 'candidate']);
  });

  it('sends sound and two layers, H.264 first, pixels before frames', async () => {
    await join();
    const peer = FakePeer.last;
    expect(peer.configuration).toEqual({
      iceServers: [{ urls: ['stun:here'] }],
      bundlePolicy: 'max-bundle',
    });
    expect(peer.transceivers.map(({ kind }) => kind)).toEqual(['audio', 'video']);
    expect(peer.transceivers.every(({ init }) => init.direction === 'sendonly')).toBe(true);
    expect(peer.transceivers[1]!.init.sendEncodings?.map(({ rid }) => rid)).toEqual(['q', 'f']);
    expect(peer.preferred[0]).toBe('video/H264');
    expect(peer.parameters).toEqual([{ degradationPreference: 'maintain-resolution' }]);
  });

  it('offers to send lost sound again where the browser lets it', async () => {
    FakePeer.sdp = `m=audio 9\r\na=rtpmap:111 opus/48000/2\r\n${VIDEO_SDP}`;
    await join();
    expect(FakeSocket.last.sent[1]).toMatchObject({
      sdp: `m=audio 9\r\na=rtpmap:111 opus/48000/2\r\na=rtcp-fb:111 nack\r\n${VIDEO_SDP}`,
    });
  });

  it('offers what the browser offers where it takes nothing else', async () => {
    FakePeer.sdp = `m=audio 9\r\na=rtpmap:111 opus/48000/2\r\n${VIDEO_SDP}`;
    FakePeer.strict = true;
    await join();
    expect(FakeSocket.last.sent[1]).toMatchObject({ sdp: FakePeer.sdp });
  });

  it('answers once, and not for an offer that was replaced', async () => {
    await connect();
    expect(FakePeer.last.answers).toEqual(['answer']);
    FakeSocket.last.say({ type: 'answer', sdp: 'again', video_codec: 'h264' });
    await settle();
    expect(FakePeer.last.answers).toEqual(['answer']);
  });

  it('does not offer what cannot be recorded', async () => {
    FakePeer.sdp = 'm=video 9\r\na=rtpmap:98 VP9/90000\r\n';
    await join();
    expect(ends()).toEqual(['unsupported']);
    expect(FakeSocket.last.types()).toEqual(['join']);
  });

  it('gives up on a server that does not answer', async () => {
    connection.open();
    await vi.advanceTimersByTimeAsync(JOIN_DEADLINE_MS + 1_000);
    expect(ends()).toEqual(['unreachable']);
    expect(FakeSocket.last.closed).toBe(1000);
  });

  it('tells a blocked network from a silent camera', async () => {
    await join();
    await vi.advanceTimersByTimeAsync(MEDIA_DEADLINE_MS + 1_000);
    expect(ends()).toEqual(['no_path']);

    events.length = 0;
    connection = new LiveConnection({
      ticket: { ticket: 'x', take_id: 't2', path: '/api/live/' },
      language: 'fr',
      stream,
      onEvent: (event) => events.push(event),
    });
    await join();
    FakePeer.last.become('connected');
    await vi.advanceTimersByTimeAsync(MEDIA_DEADLINE_MS + 1_000);
    expect(ends()).toEqual(['no_media']);
  });

  it('does not wait where ICE has failed', async () => {
    await join();
    FakePeer.last.become('failed');
    expect(ends()).toEqual(['no_path']);
    expect(FakePeer.last.closed).toBe(true);
  });
});

describe('a line that breaks', () => {
  it('is repaired after two seconds, and again while it stays down', async () => {
    await connect();
    FakePeer.last.become('disconnected');
    expect(lines().at(-1)).toBe('interrupted');
    await vi.advanceTimersByTimeAsync(DISCONNECTED_GRACE_MS - 1);
    expect(FakePeer.last.offers).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(FakePeer.last.offers.at(-1)).toEqual({ iceRestart: true });
    await vi.advanceTimersByTimeAsync(RESTART_EVERY_MS);
    expect(FakePeer.last.offers).toHaveLength(3);
    // Two offers are out: only the answer to the newer one fits.
    FakeSocket.last.say({ type: 'answer', sdp: 'older', video_codec: 'h264' });
    FakeSocket.last.say({ type: 'answer', sdp: 'newer', video_codec: 'h264' });
    await settle();
    expect(FakePeer.last.answers).toEqual(['answer', 'newer']);
    FakePeer.last.become('connected');
    expect(lines().at(-1)).toBe('connected');
    await vi.advanceTimersByTimeAsync(RESTART_EVERY_MS * 3);
    expect(FakePeer.last.offers).toHaveLength(3);
  });

  it('is left alone when it heals by itself', async () => {
    await connect();
    FakePeer.last.become('disconnected');
    await vi.advanceTimersByTimeAsync(DISCONNECTED_GRACE_MS / 2);
    FakePeer.last.become('connected');
    await vi.advanceTimersByTimeAsync(RESTART_EVERY_MS);
    expect(FakePeer.last.offers).toHaveLength(1);
  });

  it('is repaired at once after a failure, and when the network is back', async () => {
    await connect();
    FakePeer.last.become('failed');
    await settle();
    expect(FakePeer.last.offers).toHaveLength(2);
    window.dispatchEvent(new Event('online'));
    await settle();
    expect(FakePeer.last.offers).toHaveLength(3);
    expect(ends()).toEqual([]);
  });

  it('goes on with its session on another socket, and says again what was not heard', async () => {
    await record();
    const first = FakeSocket.last;
    first.say(progress(1000));
    const heard = first.heard;
    first.drop();
    expect(lines().at(-1)).toBe('interrupted');
    const second = FakeSocket.last;
    expect(second).not.toBe(first);
    connection.stop();
    second.open();
    expect(second.sent).toEqual([{ type: 'resume', key: 'key', protocol: 1, heard }]);
    // Offer, candidate and start arrived; Stop was said to nobody.
    second.say({ type: 'resumed', heard: first.sent.length - 1 });
    expect(second.types()).toEqual(['resume', 'stop']);
    await settle();
    expect(FakePeer.last.offers.at(-1)).toEqual({ iceRestart: true });
    expect(lines().at(-1)).toBe('connected');
    second.say({ type: 'stopping', reason: 'asked' });
    second.say(sealed);
    expect(ends()).toEqual(['finished']);
    expect(FakePeer.last.closed).toBe(true);
  });

  it('that carries nothing back is replaced, before anybody says that it broke', async () => {
    await record();
    const peer = FakePeer.last;
    const first = FakeSocket.last;
    [peer.bytesReceived, peer.comesBack] = [0, 100];
    await vi.advanceTimersByTimeAsync(2_000);
    first.say(progress(2_000));
    expect(lines().at(-1)).toBe('connected');
    peer.comesBack = 0;
    await vi.advanceTimersByTimeAsync(SILENT_MS + 2 * LISTEN_EVERY_MS);
    expect(lines().at(-1)).toBe('interrupted');
    const second = FakeSocket.last;
    expect(second).not.toBe(first);
    second.open();
    second.say({ type: 'resumed', heard: first.sent.length });
    await settle();
    expect(peer.offers.at(-1)).toEqual({ iceRestart: true });
    peer.comesBack = 100;
    for (let seconds = 0; seconds < 12; seconds += 1) {
      second.say(progress(5_000 + seconds * 1_000));
      await vi.advanceTimersByTimeAsync(1_000);
    }
    // The state of the connection never changed: what comes back says that it is repaired.
    expect(lines().at(-1)).toBe('connected');
    expect(peer.offers).toHaveLength(2);
    expect(FakeSocket.last).toBe(second);
  });

  it('that loses a third sends no less, and the server hears nothing of it', async () => {
    await join();
    FakeSocket.last.say({
      type: 'answer',
      sdp: 'a=fmtp:102 x-google-min-bitrate=1200',
      video_codec: 'h264',
    });
    await settle();
    const peer = FakePeer.last;
    peer.become('connected');
    const offers = () => FakeSocket.last.types().filter((type) => type === 'offer');
    [peer.packets, peer.lost] = [100, 0.3];
    await vi.advanceTimersByTimeAsync(4 * LISTEN_EVERY_MS);
    expect(peer.answers).toEqual([
      'a=fmtp:102 x-google-min-bitrate=1200',
      `a=fmtp:102 x-google-min-bitrate=${LOSSY_FLOOR_KBIT_S.toString()}`,
    ]);
    expect(offers()).toHaveLength(1);

    // An answer that comes meanwhile keeps the floor.
    peer.become('failed');
    await settle();
    FakeSocket.last.say({
      type: 'answer',
      sdp: 'a=fmtp:102 x-google-min-bitrate=1100',
      video_codec: 'h264',
    });
    await settle();
    expect(peer.answers.at(-1)).toContain(`=${LOSSY_FLOOR_KBIT_S.toString()}`);
    expect(peer.answers).toHaveLength(3);
  });

  it('that carries nothing back and stays so is tried again and again', async () => {
    await record();
    const peer = FakePeer.last;
    peer.bytesReceived = 100;
    await vi.advanceTimersByTimeAsync(SILENT_MS + 2 * LISTEN_EVERY_MS);
    const second = FakeSocket.last;
    second.open();
    second.say({ type: 'resumed', heard: 3 });
    for (let seconds = 0; seconds < (2 * RESTART_EVERY_MS) / 1000; seconds += 1) {
      second.say(progress(5_000 + seconds * 1_000));
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(peer.offers).toHaveLength(4);
    // The socket is well: nobody needs another one.
    expect(FakeSocket.last).toBe(second);
  });

  it('is lost when the server keeps its session no longer', async () => {
    await record();
    FakeSocket.last.drop();
    for (let seconds = 0; seconds <= RESUME_WITHIN_MS / 1000; seconds += 1) {
      expect(ends()).toEqual([]);
      FakeSocket.last.drop();
      await vi.advanceTimersByTimeAsync(1_000);
    }
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ends()).toEqual(['lost']);
    expect(FakePeer.last.closed).toBe(true);
  });

  it('is lost at once when the server says so', async () => {
    await record();
    FakeSocket.last.drop();
    FakeSocket.last.open();
    FakeSocket.last.say({
      type: 'error',
      code: 'resume_refused',
      fatal: true,
      message: '',
      action: '',
    });
    expect(ends()).toEqual(['lost']);
  });

  it('does not wait for a socket that is silent, and ends after a long silence', async () => {
    await record();
    const first = FakeSocket.last;
    await vi.advanceTimersByTimeAsync(QUIET_MS + 1_000);
    expect(lines().at(-1)).toBe('interrupted');
    expect(first.closed).toBe(1000);
    FakeSocket.last.open();
    FakeSocket.last.say({ type: 'resumed', heard: first.sent.length - 1 });
    FakeSocket.last.say(progress(5000));
    expect(lines().at(-1)).toBe('connected');
    await vi.advanceTimersByTimeAsync(SILENCE_DEADLINE_MS + 2_000);
    expect(ends()).toEqual(['lost']);
  });

  it('is not called silent while nothing is to be said', async () => {
    await connect();
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(ends()).toEqual([]);
    expect(lines().at(-1)).toBe('connected');
  });
});

describe('the end', () => {
  it('comes with the sealed take', async () => {
    await record();
    connection.stop();
    expect(FakeSocket.last.types().at(-1)).toBe('stop');
    FakeSocket.last.say({ type: 'stopping', reason: 'asked' });
    FakeSocket.last.say(sealed);
    expect(ends()).toEqual(['finished']);
    expect(FakeSocket.last.closed).toBe(1000);
    expect(FakeSocket.last.types()).not.toContain('leave');
  });

  it('does not wait for a Stop that nobody heard', async () => {
    await record();
    connection.stop();
    await vi.advanceTimersByTimeAsync(STOP_DEADLINE_MS + 1_000);
    expect(ends()).toEqual(['lost']);
  });

  it('comes with a fatal error before the recording', async () => {
    await join();
    FakeSocket.last.say({
      type: 'error',
      code: 'server_busy',
      fatal: true,
      message: 'm',
      action: 'a',
    });
    expect(events.at(-2)).toMatchObject({ message: { code: 'server_busy' } });
    expect(ends()).toEqual(['finished']);
  });

  it('waits for the take when the server stops while recording', async () => {
    await record();
    FakeSocket.last.say({
      type: 'error',
      code: 'shutting_down',
      fatal: true,
      message: 'm',
      action: 'a',
    });
    expect(ends()).toEqual([]);
    FakeSocket.last.say({ type: 'stopping', reason: 'left' });
    FakeSocket.last.say(sealed);
    expect(events.at(-2)).toMatchObject({ message: { type: 'sealed' } });
    expect(ends()).toEqual(['finished']);
  });

  it('says goodbye when the page leaves, and nothing more is told', async () => {
    await record();
    const heard = events.length;
    connection.close();
    expect(FakeSocket.last.types().at(-1)).toBe('leave');
    FakeSocket.last.drop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(events).toHaveLength(heard);
  });

  it('does not trip over what it does not understand', async () => {
    await record();
    const heard = events.length;
    FakeSocket.last.onmessage?.({ data: '{"type":"advice","code":"smile"}' });
    FakeSocket.last.onmessage?.({ data: 'nonsense' });
    expect(events).toHaveLength(heard);
    expect(ends()).toEqual([]);
  });
});

describe('the coaching', () => {
  it('switches the look a second off and on', async () => {
    await connect();
    connection.setAnalysis(false);
    expect(FakeSocket.last.sent.at(-1)).toEqual({ type: 'analysis', enabled: false });
  });

  it('measures the line once a second while media flow, and no longer', async () => {
    const measured = () =>
      events.flatMap((event) => (event.type === 'network' ? [event.network] : []));
    await join();
    await vi.advanceTimersByTimeAsync(3000);
    expect(measured()).toEqual([]);
    FakePeer.last.become('connected');
    FakeSocket.last.say({ type: 'answer', sdp: 'answer', video_codec: 'h264' });
    FakeSocket.last.say(flowing);
    await vi.advanceTimersByTimeAsync(4000);
    expect(measured()).toHaveLength(3);
    expect(measured()[0]?.kbitPerS).toBeCloseTo(1600, 0);
    connection.close();
    await vi.advanceTimersByTimeAsync(4000);
    expect(measured()).toHaveLength(3);
  });
});
