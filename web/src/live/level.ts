/** A sound meter on an AnalyserNode: no worklet, no recording, only numbers in dBFS. */

/** What the meter calls silence; quieter than any room. */
export const FLOOR_DBFS = -60;
/** Samples at or above this are cut off by the converter (0 dBFS less a hair of rounding). */
export const CLIP_DBFS = -0.1;
/** A peak stays this long before it falls. */
export const PEAK_HOLD_MS = 1200;
const PEAK_FALL_DB_PER_SECOND = 24;
/** The bar follows a rise at once and a fall slowly, as a needle would. */
const LEVEL_FALL_DB_PER_SECOND = 36;
/** 2048 samples at 48 kHz are 43 ms: more than one frame of the page, so nothing is missed. */
export const WINDOW_SAMPLES = 2048;

export interface Reading {
  /** Root mean square of the window, in dBFS, a full-scale sine being −3. */
  rmsDbfs: number;
  /** Largest sample of the window, in dBFS. */
  peakDbfs: number;
}

export interface Meter {
  /** What the bar shows. */
  levelDbfs: number;
  /** The peak that is held. */
  heldDbfs: number;
  heldForMs: number;
  /** True while the held peak touches full scale. */
  clipped: boolean;
}

export const SILENT_METER: Meter = {
  levelDbfs: FLOOR_DBFS,
  heldDbfs: FLOOR_DBFS,
  heldForMs: 0,
  clipped: false,
};

export function toDbfs(amplitude: number): number {
  const magnitude = Math.abs(amplitude);
  // `!(x > 0)` also takes NaN, which a broken driver may deliver.
  if (!(magnitude > 0)) return FLOOR_DBFS;
  return Math.max(FLOOR_DBFS, 20 * Math.log10(magnitude));
}

export function readWindow(samples: Float32Array): Reading {
  let squares = 0;
  let peak = 0;
  for (const sample of samples) {
    squares += sample * sample;
    const magnitude = Math.abs(sample);
    if (magnitude > peak) peak = magnitude;
  }
  const rms = samples.length === 0 ? 0 : Math.sqrt(squares / samples.length);
  return { rmsDbfs: toDbfs(rms), peakDbfs: toDbfs(peak) };
}

/** The meter after `elapsedMs` and one more reading. */
export function advance(meter: Meter, reading: Reading, elapsedMs: number): Meter {
  const seconds = Math.max(0, elapsedMs) / 1000;
  const fallen = meter.levelDbfs - LEVEL_FALL_DB_PER_SECOND * seconds;
  const levelDbfs = Math.max(FLOOR_DBFS, reading.rmsDbfs, fallen);

  if (reading.peakDbfs >= meter.heldDbfs) {
    const heldDbfs = reading.peakDbfs;
    return { levelDbfs, heldDbfs, heldForMs: 0, clipped: heldDbfs >= CLIP_DBFS };
  }
  const heldForMs = meter.heldForMs + Math.max(0, elapsedMs);
  const falling =
    Math.max(0, heldForMs - PEAK_HOLD_MS) - Math.max(0, meter.heldForMs - PEAK_HOLD_MS);
  const heldDbfs = Math.max(
    FLOOR_DBFS,
    reading.peakDbfs,
    meter.heldDbfs - (PEAK_FALL_DB_PER_SECOND * falling) / 1000,
  );
  return { levelDbfs, heldDbfs, heldForMs, clipped: heldDbfs >= CLIP_DBFS };
}

/** Where a level stands on the bar, 0 (floor) to 1 (full scale). */
export function toBar(dbfs: number): number {
  return Math.min(1, Math.max(0, (dbfs - FLOOR_DBFS) / -FLOOR_DBFS));
}

export type Loudness = 'silent' | 'soft' | 'good' | 'loud';

/**
 * A word for the level, so that colour never stands alone. Speech at −18 LUFS, the target on the
 * net (AES TD1008), reads about −20 dBFS RMS here; 12 dB below that a voice is hard to follow.
 */
export function loudnessOf(meter: Meter): Loudness {
  if (meter.clipped) return 'loud';
  if (meter.heldDbfs < -45) return 'silent';
  if (meter.heldDbfs < -24) return 'soft';
  return 'good';
}

export interface LevelSource {
  read(): Reading;
  close(): void;
}

/** Listens to a stream's sound. The stream stays the caller's; `close` frees the audio graph. */
export function listenTo(stream: MediaStream): LevelSource {
  const context = new AudioContext();
  const source = context.createMediaStreamSource(stream);
  const analyser = context.createAnalyser();
  analyser.fftSize = WINDOW_SAMPLES;
  analyser.smoothingTimeConstant = 0;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  // Safari starts a context suspended when the press that led here is some promises away.
  void context.resume().catch(() => undefined);
  return {
    read() {
      if (context.state === 'suspended') void context.resume().catch(() => undefined);
      analyser.getFloatTimeDomainData(samples);
      return readWindow(samples);
    },
    close() {
      source.disconnect();
      void context.close().catch(() => undefined);
    },
  };
}
