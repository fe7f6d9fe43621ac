/**
 * The least that Chromium and Safari may send, and when it has to be more.
 *
 * The server's answer sets a floor (`x-google-min-bitrate`) that keeps 1280×720 on when late reports
 * look like a crowded path. What is sent again counts against it: with a third of the packets lost
 * it no longer carries the full layer, the browser switches that off, and a recording has a hole.
 * A higher floor for everybody would flood slow lines. So it follows the path: packets that are lost
 * while the way stays short are lost by chance (radio), and sending less saves none of them; losses
 * with a growing round trip are a full queue, which a higher floor would only make fuller.
 */

/** The full layer's 600 kbit/s, the small one's 150 and the sound, half of it sent twice, and room. */
export const LOSSY_FLOOR_KBIT_S = 2_000;
/**
 * What is sent again, as a share of all that is sent, is the share of what was lost: whatever is
 * lost is asked for again. (Receiver reports count what is missing after repair.) From here on the
 * floor of the answer is too low …
 */
export const RAISE_FROM = 0.18;
/** … and below here it is enough again. */
export const LOWER_BELOW = 0.08;
/** A queue of this length is no accident. */
export const CROWDED_RTT_MS = 400;
/** Looks that the share is counted over, and the least number of packets that tell anything. */
export const WINDOW_LOOKS = 4;
export const LEAST_PACKETS = 60;

interface Look {
  sent: number;
  again: number;
  rttMs: number;
}

type Entry = Record<string, unknown> & { type: string };

const count = (value: unknown): number => (typeof value === 'number' ? value : 0);

function look(report: Pick<RTCStatsReport, 'forEach'>): Look {
  const sums: Look = { sent: 0, again: 0, rttMs: 0 };
  report.forEach((entry: Entry) => {
    if (entry.type === 'outbound-rtp') {
      sums.sent += count(entry.packetsSent);
      sums.again += count(entry.retransmittedPacketsSent);
    } else if (entry.type === 'candidate-pair' && entry.nominated === true) {
      sums.rttMs = Math.max(sums.rttMs, count(entry.currentRoundTripTime) * 1000);
    }
  });
  return sums;
}

/** One browser's floor, from one look at its counters to the next. */
export class BitrateFloor {
  #raised = false;
  #looks: Look[] = [];

  get raised(): boolean {
    return this.#raised;
  }

  /** Whether the floor is another one after this. */
  read(report: Pick<RTCStatsReport, 'forEach'>): boolean {
    const now = look(report);
    this.#looks = [...this.#looks.slice(-WINDOW_LOOKS), now];
    const first = this.#looks[0] ?? now;
    const sent = now.sent - first.sent;
    if (sent < LEAST_PACKETS) return false;
    const lost = (now.again - first.again) / sent;
    const crowded = now.rttMs >= CROWDED_RTT_MS;
    const raised = !crowded && lost >= (this.#raised ? LOWER_BELOW : RAISE_FROM);
    const changed = raised !== this.#raised;
    this.#raised = raised;
    return changed;
  }
}

/** The answer with another floor where it sets one. */
export function withFloor(answer: string, raised: boolean): string {
  if (!raised) return answer;
  return answer.replace(
    /x-google-min-bitrate=(\d+)/g,
    (_, least: string) =>
      `x-google-min-bitrate=${Math.max(Number(least), LOSSY_FLOOR_KBIT_S).toString()}`,
  );
}
