import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  iceServers,
  keepResolution,
  offersRecordableVideo,
  orderCodecs,
  preferH264,
  socketUrl,
  videoEncodings,
  withSoundNack,
} from './negotiation';
import { readMessage, writeMessage } from './wire';

/** As Chromium 156 lists them. */
const CHROMIUM = [
  { mimeType: 'video/VP8' },
  { mimeType: 'video/rtx' },
  { mimeType: 'video/H264', sdpFmtpLine: 'packetization-mode=0;profile-level-id=42e01f' },
  { mimeType: 'video/H264', sdpFmtpLine: 'packetization-mode=1;profile-level-id=640034' },
  { mimeType: 'video/H264', sdpFmtpLine: 'packetization-mode=1;profile-level-id=42001f' },
  { mimeType: 'video/AV1' },
  { mimeType: 'video/red' },
];

describe('codecs', () => {
  it('puts baseline H.264 first, then its other flavours, then VP8, then the rest', () => {
    expect(orderCodecs(CHROMIUM).map((codec) => CHROMIUM.indexOf(codec))).toEqual([
      4, 2, 3, 0, 1, 5, 6,
    ]);
  });

  it('leaves VP8 first where there is no H.264', () => {
    const firefox = [{ mimeType: 'video/VP9' }, { mimeType: 'video/VP8' }];
    expect(orderCodecs(firefox)[0]).toEqual({ mimeType: 'video/VP8' });
  });

  it('tries the receiver’s list where the sender’s is refused, and goes on without', () => {
    const sender = { codecs: [{ mimeType: 'video/VP8', clockRate: 1 }], headerExtensions: [] };
    const receiver = { codecs: [{ mimeType: 'video/VP8', clockRate: 2 }], headerExtensions: [] };
    const given: number[] = [];
    const picky = {
      setCodecPreferences(codecs: RTCRtpCodec[]) {
        if (codecs[0]!.clockRate === 1) throw new TypeError('unknown codec');
        given.push(codecs[0]!.clockRate);
      },
    };
    expect(preferH264(picky, [sender, receiver])).toBe(true);
    expect(given).toEqual([2]);
    expect(preferH264({}, [sender])).toBe(false);
    expect(preferH264(picky, [null])).toBe(false);
  });

  it('knows a description that can be recorded', () => {
    expect(offersRecordableVideo('m=video 9\r\na=rtpmap:96 VP8/90000\r\n')).toBe(true);
    expect(offersRecordableVideo('m=video 9\r\na=rtpmap:102 H264/90000\r\n')).toBe(true);
    expect(offersRecordableVideo('m=video 9\r\na=rtpmap:98 VP9/90000\r\n')).toBe(false);
    expect(offersRecordableVideo('m=audio 9\r\n')).toBe(false);
  });
});

describe('layers', () => {
  it('lists the small one first', () => {
    expect(videoEncodings(30)).toEqual([
      { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 150_000, maxFramerate: 30 },
      { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: 1_500_000, maxFramerate: 30 },
    ]);
  });

  it('keeps pixels rather than frames, and lives without the choice', async () => {
    const set: RTCRtpSendParameters[] = [];
    const sender = {
      getParameters: () => ({ encodings: [] }) as unknown as RTCRtpSendParameters,
      setParameters: (parameters: RTCRtpSendParameters) => {
        set.push(parameters);
        return Promise.resolve();
      },
    };
    await keepResolution(sender as unknown as RTCRtpSender);
    expect(set[0]).toMatchObject({ degradationPreference: 'maintain-resolution' });
    await keepResolution({
      ...sender,
      setParameters: () => Promise.reject(new Error('no')),
    } as unknown as RTCRtpSender);
  });
});

describe('addresses', () => {
  it('follow the page’s own scheme and host', () => {
    expect(socketUrl('/api/live/', { protocol: 'https:', host: 'jobgate.ma' })).toBe(
      'wss://jobgate.ma/api/live/',
    );
    expect(socketUrl('api/live/', { protocol: 'http:', host: 'localhost:8080' })).toBe(
      'ws://localhost:8080/api/live/',
    );
  });

  it('carry credentials only where there are any', () => {
    expect(
      iceServers([{ urls: ['stun:a'] }, { urls: ['turn:b'], username: 'u', credential: 'c' }]),
    ).toEqual([{ urls: ['stun:a'] }, { urls: ['turn:b'], username: 'u', credential: 'c' }]);
  });
});

describe('sound that can be asked for again', () => {
  const offer = [
    'v=0',
    'm=audio 9 UDP/TLS/RTP/SAVPF 111 63',
    'a=rtpmap:111 opus/48000/2',
    'a=rtcp-fb:111 transport-cc',
    'a=rtpmap:63 red/48000/2',
    'm=video 9 UDP/TLS/RTP/SAVPF 96',
    'a=rtpmap:96 VP8/90000',
    'a=rtcp-fb:96 nack',
    '',
  ];

  it('is asked for once, for Opus and for what carries it', () => {
    const asked = withSoundNack(offer.join('\r\n'));
    expect(asked.split('\r\n')).toEqual([
      ...offer.slice(0, 3),
      'a=rtcp-fb:111 nack',
      ...offer.slice(3, 5),
      'a=rtcp-fb:63 nack',
      ...offer.slice(5),
    ]);
    expect(withSoundNack(asked)).toBe(asked);
  });

  it('leaves a description without Opus as it is', () => {
    const other = offer.join('\r\n').replace('opus', 'PCMU').replace('red', 'G722');
    expect(withSoundNack(other)).toBe(other);
  });
});

describe('the wire', () => {
  it('reads what it knows and nothing else', () => {
    expect(readMessage('{"type":"countdown","remaining":3}')).toEqual({
      type: 'countdown',
      remaining: 3,
    });
    for (const bad of ['', 'null', '[]', '{"type":1}', '{"type":"toString"}', '{"type":"dance"}']) {
      expect(readMessage(bad), bad).toBeNull();
    }
    expect(readMessage(new ArrayBuffer(2))).toBeNull();
  });

  it('knows every message of the generated protocol', () => {
    const source = readFileSync(`${import.meta.dirname}/protocol.gen.ts`, 'utf8');
    const server = source.slice(source.indexOf('export type ServerMessage'));
    const types = [...server.matchAll(/"type": "([a-z_]+)"/g)].map((match) => match[1]);
    expect(types.length).toBeGreaterThan(10);
    for (const type of types) expect(readMessage(JSON.stringify({ type })), type).not.toBeNull();
  });

  it('does not send what the server would refuse for its length', () => {
    expect(writeMessage({ type: 'start' })).toBe('{"type":"start"}');
    expect(writeMessage({ type: 'offer', sdp: 'é'.repeat(40_000) })).toBeNull();
  });
});
