import { describe, expect, it } from 'vitest';
import {
  advance,
  FLOOR_DBFS,
  loudnessOf,
  PEAK_HOLD_MS,
  readWindow,
  SILENT_METER,
  toBar,
  toDbfs,
} from './level';

const sine = (amplitude: number, length = 4800) =>
  Float32Array.from({ length }, (_, n) => amplitude * Math.sin((2 * Math.PI * 1000 * n) / 48_000));
const reading = (dbfs: number) => ({ rmsDbfs: dbfs - 9, peakDbfs: dbfs });

describe('readings', () => {
  it('puts full scale at 0 and silence at the floor', () => {
    expect(toDbfs(1)).toBe(0);
    expect(toDbfs(-0.5)).toBeCloseTo(-6.02, 2);
    expect(toDbfs(0)).toBe(FLOOR_DBFS);
    expect(toDbfs(1e-9)).toBe(FLOOR_DBFS);
    expect(toDbfs(Number.NaN)).toBe(FLOOR_DBFS);
  });

  it('reads a full-scale sine as −3 RMS and 0 peak', () => {
    const { rmsDbfs, peakDbfs } = readWindow(sine(1));
    expect(rmsDbfs).toBeCloseTo(-3.01, 1);
    expect(peakDbfs).toBeCloseTo(0, 1);
  });

  it('reads an empty window as silence', () => {
    expect(readWindow(new Float32Array(0))).toEqual({ rmsDbfs: FLOOR_DBFS, peakDbfs: FLOOR_DBFS });
  });
});

describe('the meter', () => {
  it('rises at once and falls slowly', () => {
    const loud = advance(SILENT_METER, reading(-6), 16);
    expect(loud.levelDbfs).toBe(-15);
    expect(advance(loud, reading(-60), 500).levelDbfs).toBe(-15 - 18);
    expect(advance(loud, reading(-60), 10_000).levelDbfs).toBe(FLOOR_DBFS);
  });

  it('holds a peak, then lets it fall', () => {
    let meter = advance(SILENT_METER, reading(-6), 16);
    meter = advance(meter, reading(-50), PEAK_HOLD_MS);
    expect(meter.heldDbfs).toBe(-6);
    meter = advance(meter, reading(-50), 500);
    expect(meter.heldDbfs).toBeCloseTo(-18, 5);
    meter = advance(meter, reading(-3), 16);
    expect(meter).toMatchObject({ heldDbfs: -3, heldForMs: 0 });
  });

  it('falls alike however often it is asked', () => {
    const start = advance(SILENT_METER, reading(-6), 0);
    const once = advance(start, reading(-60), 2000);
    let often = start;
    for (let n = 0; n < 200; n += 1) often = advance(often, reading(-60), 10);
    expect(often.levelDbfs).toBeCloseTo(once.levelDbfs, 5);
    expect(often.heldDbfs).toBeCloseTo(once.heldDbfs, 5);
  });

  it('does not run backwards with the clock', () => {
    const start = advance(SILENT_METER, reading(-6), 0);
    expect(advance(start, reading(-60), -50)).toMatchObject({ levelDbfs: -15, heldDbfs: -6 });
  });

  it('finds a word for what it hears', () => {
    const word = (peak: number) => loudnessOf(advance(SILENT_METER, reading(peak), 16));
    expect(loudnessOf(SILENT_METER)).toBe('silent');
    expect(word(-35)).toBe('soft');
    expect(word(-12)).toBe('good');
    expect(word(0)).toBe('loud');
  });

  it('stays on its bar', () => {
    expect([toBar(-90), toBar(-60), toBar(-30), toBar(0), toBar(3)]).toEqual([0, 0, 0.5, 1, 1]);
  });
});
