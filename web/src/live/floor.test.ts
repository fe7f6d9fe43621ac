import { describe, expect, it } from 'vitest';
import {
  BitrateFloor,
  CROWDED_RTT_MS,
  LEAST_PACKETS,
  LOSSY_FLOOR_KBIT_S,
  withFloor,
} from './floor';

/** A browser's counters after a while on a path that loses this share. */
class Sender {
  #sent = 0;
  #again = 0;
  #rttMs = 5;
  readonly floor = new BitrateFloor();

  /** Half a second later; says whether the floor has changed. */
  later(lost: number, { packets = 100, rttMs = this.#rttMs } = {}): boolean {
    this.#sent += packets;
    this.#again += packets * lost;
    this.#rttMs = rttMs;
    const entries = [
      { type: 'outbound-rtp', packetsSent: this.#sent / 2, retransmittedPacketsSent: this.#again },
      { type: 'outbound-rtp', packetsSent: this.#sent / 2 },
      { type: 'candidate-pair', nominated: true, currentRoundTripTime: rttMs / 1000 },
      { type: 'candidate-pair', nominated: false, currentRoundTripTime: 9 },
    ];
    return this.floor.read(new Map(entries.entries()) as unknown as RTCStatsReport);
  }
}

describe('the floor of what is sent', () => {
  it('goes up where much is lost on a short way, and down again when that is over', () => {
    const sender = new Sender();
    expect(sender.later(0.3)).toBe(false);
    expect(sender.later(0.3)).toBe(true);
    expect(sender.floor.raised).toBe(true);
    expect(sender.later(0.3)).toBe(false);
    const after = [0, 0, 0, 0].map((lost) => sender.later(lost));
    expect(after.filter(Boolean)).toHaveLength(1);
    expect(sender.floor.raised).toBe(false);
  });

  it('stays where repairs cost little', () => {
    const sender = new Sender();
    for (let look = 0; look < 20; look += 1) expect(sender.later(0.1)).toBe(false);
  });

  it('does not flap between the two', () => {
    const sender = new Sender();
    sender.later(0.3);
    sender.later(0.3);
    for (let look = 0; look < 20; look += 1) expect(sender.later(0.12)).toBe(false);
    expect(sender.floor.raised).toBe(true);
  });

  it('does not fill a queue that is full', () => {
    const sender = new Sender();
    for (let look = 0; look < 5; look += 1) {
      expect(sender.later(0.4, { rttMs: CROWDED_RTT_MS })).toBe(false);
    }
    expect(sender.later(0.4, { rttMs: 20 })).toBe(true);
    expect(sender.later(0.4, { rttMs: CROWDED_RTT_MS })).toBe(true);
    expect(sender.floor.raised).toBe(false);
  });

  it('takes no few packets for a rule', () => {
    const sender = new Sender();
    sender.later(0);
    expect(sender.later(0.9, { packets: LEAST_PACKETS / 2 })).toBe(false);
  });

  it('is written over the one of the answer, and never below it', () => {
    const answer =
      'a=fmtp:102 level=1;x-google-start-bitrate=1800;x-google-min-bitrate=1200\r\na=fmtp:96 x-google-min-bitrate=9000\r\n';
    expect(withFloor(answer, false)).toBe(answer);
    expect(withFloor(answer, true)).toBe(
      answer.replace('=1200', `=${LOSSY_FLOOR_KBIT_S.toString()}`),
    );
    expect(withFloor('v=0\r\n', true)).toBe('v=0\r\n');
  });
});
