/** How well the line carries what is sent, from two reports of `RTCPeerConnection.getStats()`. */

/** The counters of one report that matter here; sums over sound and both picture layers. */
export interface NetworkReading {
  atMs: number;
  bytesSent: number;
  packetsSent: number;
  /** As the server last told; `null` before its first receiver report. */
  packetsLost: number | null;
  /** The worst of the streams' last interval, 0–1. */
  fractionLost: number | null;
  rttMs: number | null;
}

export type NetworkVerdict = 'good' | 'fair' | 'poor';

export interface Network {
  /** 0–1; `null` while nothing is known. */
  lossRatio: number | null;
  rttMs: number | null;
  kbitPerS: number | null;
  verdict: NetworkVerdict;
}

interface Threshold {
  fair: number;
  poor: number;
}

/**
 * Lost packets are asked for again, so a little loss costs nothing. Above 2 % repairs arrive late now
 * and then; from 10 % on Chromium's own congestion control (draft-ietf-rmcat-gcc-02, section 6: it
 * holds from 2 % and backs off above 10 %) takes bits away from the picture.
 */
export const LOSS_RATIO: Threshold = { fair: 0.02, poor: 0.1 };
/** A repair takes one round trip: past 150 ms it is late for the live look, past 400 ms for most. */
export const RTT_MS: Threshold = { fair: 150, poor: 400 };
/**
 * 32 kbit/s of sound, 150 of the small layer and 1,500 of the large one are asked for
 * (`negotiation.ts`). At 600 the large layer has 0.02 bit for a pixel and looks coarse; at 250 hardly
 * more than the small one is left.
 */
export const KBIT_PER_S: Threshold = { fair: 600, poor: 250 };

/** Receiver reports come every few seconds: losses are counted over this long. */
export const WINDOW_READINGS = 6;

type Entry = Record<string, unknown> & { type: string };

const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/** Reads a report; what a browser does not tell stays `null`. */
export function readNetwork(report: Pick<RTCStatsReport, 'forEach'>, atMs: number): NetworkReading {
  const reading: NetworkReading = {
    atMs,
    bytesSent: 0,
    packetsSent: 0,
    packetsLost: null,
    fractionLost: null,
    rttMs: null,
  };
  const pair: { rttMs: number | null } = { rttMs: null };
  report.forEach((entry: Entry) => {
    switch (entry.type) {
      case 'outbound-rtp':
        reading.bytesSent += numberOf(entry.bytesSent) ?? 0;
        reading.packetsSent += numberOf(entry.packetsSent) ?? 0;
        break;
      case 'remote-inbound-rtp': {
        const lost = numberOf(entry.packetsLost);
        if (lost !== null) reading.packetsLost = (reading.packetsLost ?? 0) + lost;
        reading.fractionLost = largest(reading.fractionLost, numberOf(entry.fractionLost));
        reading.rttMs = largest(reading.rttMs, inMs(entry.roundTripTime));
        break;
      }
      case 'candidate-pair':
        if (entry.nominated === true && entry.state === 'succeeded') {
          pair.rttMs = inMs(entry.currentRoundTripTime) ?? pair.rttMs;
        }
        break;
      default:
    }
  });
  // The pair is measured more often than the streams.
  return { ...reading, rttMs: pair.rttMs ?? reading.rttMs };
}

/** Bytes that came back from the server, on whichever pairs; `null` where a browser does not count. */
export function receivedBytes(report: Pick<RTCStatsReport, 'forEach'>): number | null {
  const counts: number[] = [];
  report.forEach((entry: Entry) => {
    const bytes = entry.type === 'candidate-pair' ? numberOf(entry.bytesReceived) : null;
    if (bytes !== null) counts.push(bytes);
  });
  return counts.length === 0 ? null : counts.reduce((sum, bytes) => sum + bytes, 0);
}

function inMs(seconds: unknown): number | null {
  const value = numberOf(seconds);
  return value === null ? null : value * 1000;
}

function largest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}

/** The line between two readings; `null` when no time passed or a counter began anew. */
export function networkBetween(before: NetworkReading, after: NetworkReading): Network | null {
  const elapsedMs = after.atMs - before.atMs;
  const bytes = after.bytesSent - before.bytesSent;
  if (elapsedMs <= 0 || bytes < 0) return null;
  const lossRatio = lossBetween(before, after);
  const { rttMs } = after;
  const kbitPerS = (bytes * 8) / elapsedMs;
  return { lossRatio, rttMs, kbitPerS, verdict: verdictOf({ lossRatio, rttMs, kbitPerS }) };
}

function lossBetween(before: NetworkReading, after: NetworkReading): number | null {
  const sent = after.packetsSent - before.packetsSent;
  if (after.packetsLost === null || before.packetsLost === null || sent <= 0) {
    return after.fractionLost;
  }
  // Late packets are taken off the count again.
  return Math.min(1, Math.max(0, (after.packetsLost - before.packetsLost) / sent));
}

/** As good as its worst part; what is not known does not count. */
export function verdictOf({
  lossRatio,
  rttMs,
  kbitPerS,
}: Omit<Network, 'verdict'>): NetworkVerdict {
  const bad = [grade(lossRatio, LOSS_RATIO), grade(rttMs, RTT_MS)];
  if (kbitPerS !== null)
    bad.push(grade(-kbitPerS, { fair: -KBIT_PER_S.fair, poor: -KBIT_PER_S.poor }));
  if (bad.includes('poor')) return 'poor';
  return bad.includes('fair') ? 'fair' : 'good';
}

function grade(value: number | null, { fair, poor }: Threshold): NetworkVerdict {
  if (value === null || value < fair) return 'good';
  return value < poor ? 'fair' : 'poor';
}
