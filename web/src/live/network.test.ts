import { describe, expect, it } from 'vitest';
import {
  KBIT_PER_S,
  LOSS_RATIO,
  networkBetween,
  readNetwork,
  receivedBytes,
  RTT_MS,
  verdictOf,
  type NetworkReading,
} from './network';

const report = (...entries: object[]) =>
  new Map(entries.map((entry, i) => [String(i), entry])) as unknown as RTCStatsReport;

describe('a report', () => {
  it('adds up the layers and the sound, and takes the pair that is used', () => {
    const reading = readNetwork(
      report(
        { type: 'outbound-rtp', kind: 'video', bytesSent: 1000, packetsSent: 10 },
        { type: 'outbound-rtp', kind: 'video', bytesSent: 9000, packetsSent: 20 },
        { type: 'outbound-rtp', kind: 'audio', bytesSent: 500, packetsSent: 5 },
        { type: 'remote-inbound-rtp', packetsLost: 1, fractionLost: 0.01, roundTripTime: 0.2 },
        { type: 'remote-inbound-rtp', packetsLost: 2, fractionLost: 0.04, roundTripTime: 0.1 },
        { type: 'candidate-pair', state: 'failed', currentRoundTripTime: 9 },
        {
          type: 'candidate-pair',
          state: 'succeeded',
          nominated: true,
          currentRoundTripTime: 0.024,
        },
        { type: 'codec', mimeType: 'video/H264' },
      ),
      5000,
    );
    expect(reading).toEqual({
      atMs: 5000,
      bytesSent: 10_500,
      packetsSent: 35,
      packetsLost: 3,
      fractionLost: 0.04,
      rttMs: 24,
    });
  });

  it('takes the round trip of the streams where the pair tells none', () => {
    const entry = { type: 'remote-inbound-rtp', roundTripTime: 0.08 };
    expect(readNetwork(report(entry), 0)).toMatchObject({ rttMs: 80, packetsLost: null });
  });

  it('counts what comes back over any pair', () => {
    const pairs = [1000, 20].map((bytesReceived) => ({ type: 'candidate-pair', bytesReceived }));
    expect(receivedBytes(report(...pairs, { type: 'candidate-pair' }))).toBe(1020);
    expect(receivedBytes(report({ type: 'candidate-pair' }))).toBeNull();
  });

  it('knows nothing from nothing, and bears broken numbers', () => {
    const broken = { type: 'outbound-rtp', bytesSent: NaN, packetsSent: 'many' };
    expect(readNetwork(report(broken), 1)).toEqual({
      atMs: 1,
      bytesSent: 0,
      packetsSent: 0,
      packetsLost: null,
      fractionLost: null,
      rttMs: null,
    });
  });
});

const reading = (change: Partial<NetworkReading> = {}): NetworkReading => ({
  atMs: 0,
  bytesSent: 0,
  packetsSent: 0,
  packetsLost: 0,
  fractionLost: null,
  rttMs: 20,
  ...change,
});

describe('between two reports', () => {
  it('counts losses and bits over the time between', () => {
    const after = reading({ atMs: 2000, bytesSent: 400_000, packetsSent: 400, packetsLost: 12 });
    expect(networkBetween(reading(), after)).toEqual({
      lossRatio: 0.03,
      rttMs: 20,
      kbitPerS: 1600,
      verdict: 'fair',
    });
  });

  it('never goes below nothing when a late packet comes after all', () => {
    const before = reading({ packetsLost: 5 });
    const after = reading({ atMs: 1000, bytesSent: 1, packetsSent: 10, packetsLost: 4 });
    expect(networkBetween(before, after)?.lossRatio).toBe(0);
  });

  it('falls back on what the server told last', () => {
    const before = reading({ packetsLost: null });
    const after = reading({ atMs: 1000, packetsSent: 10, packetsLost: 1, fractionLost: 0.12 });
    expect(networkBetween(before, after)).toMatchObject({ lossRatio: 0.12, verdict: 'poor' });
  });

  it('says nothing without time, or across two connections', () => {
    expect(networkBetween(reading(), reading())).toBeNull();
    expect(networkBetween(reading({ bytesSent: 9 }), reading({ atMs: 1000 }))).toBeNull();
  });
});

describe('the verdict', () => {
  const calm = { lossRatio: 0, rttMs: 20, kbitPerS: 1600 };
  it.each([
    [{}, 'good'],
    [{ lossRatio: LOSS_RATIO.fair - 0.001 }, 'good'],
    [{ lossRatio: LOSS_RATIO.fair }, 'fair'],
    [{ lossRatio: LOSS_RATIO.poor }, 'poor'],
    [{ rttMs: RTT_MS.fair }, 'fair'],
    [{ rttMs: RTT_MS.poor }, 'poor'],
    [{ kbitPerS: KBIT_PER_S.fair + 1 }, 'good'],
    [{ kbitPerS: KBIT_PER_S.fair }, 'fair'],
    [{ kbitPerS: KBIT_PER_S.poor }, 'poor'],
    [{ rttMs: RTT_MS.fair, lossRatio: LOSS_RATIO.poor }, 'poor'],
  ] as const)('%o is %s', (change, verdict) => {
    expect(verdictOf({ ...calm, ...change })).toBe(verdict);
  });

  it('does not hold against the line what is not known', () => {
    expect(verdictOf({ lossRatio: null, rttMs: null, kbitPerS: null })).toBe('good');
  });
});
