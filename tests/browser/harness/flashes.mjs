/**
 * Flash and beep: a test picture that turns white in the same moment in which a tone
 * begins, and the measure of how far the two are apart in a recorded file.
 */

import { ffmpeg } from './media.mjs';

/** Between two flashes: far more than any offset looked for, so that pairs are certain. */
export const EVERY_MS = 1000;
/** How long a flash and a beep last. */
const LONG_MS = 120;
/** The luma above which the picture is the flash; the pattern is 16 and 235. */
const WHITE_LUMA = 125;
/** The tone is at −10 dBFS, the rest is silence; codecs smear it by a few milliseconds. */
const LOUD_DB = -30;
/** Sound is looked at in steps of this many samples at 48 kHz (5 ms). */
const SOUND_STEP = 240;

/**
 * Takes the place of camera and microphone inside a page: 1280×720 and a WebAudio tone
 * that follow one clock. Runs before the page's own scripts.
 * @param {{ everyMs: number, longMs: number, busy?: boolean }} options `busy`: a picture that an
 *   encoder spends all its bits on
 */
export function flashInsteadOfCamera({ everyMs, longMs, busy }) {
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const canvas = document.createElement('canvas');
    canvas.width = 1280;
    canvas.height = 720;
    const picture = canvas.getContext('2d', { alpha: false });
    if (!picture) throw new Error('no canvas');
    // No rate: a frame is taken when it was drawn, and not at the next tick of another clock.
    const [frames] = /** @type {CanvasCaptureMediaStreamTrack[]} */ (
      canvas.captureStream(0).getVideoTracks()
    );
    const sound = new AudioContext({ sampleRate: 48_000, latencyHint: 'interactive' });
    await sound.resume();
    const out = sound.createMediaStreamDestination();
    const gain = sound.createGain();
    gain.gain.value = 0;
    const tone = sound.createOscillator();
    tone.frequency.value = 1000;
    tone.connect(gain).connect(out);
    tone.start();

    const every = everyMs / 1000;
    const long = longMs / 1000;
    let next = Math.ceil(sound.currentTime / every) * every + every;
    let scheduled = 0;
    let white = false;
    let count = 0;
    const draw = () => {
      picture.fillStyle = white ? '#fff' : '#000';
      picture.fillRect(0, 0, 1280, 720);
      if (busy && !white) {
        for (let i = 0; i < 80; i += 1) {
          const shade = Math.floor(Math.random() * 90);
          picture.fillStyle = `rgb(${shade} ${90 - shade} ${shade / 2})`;
          picture.fillRect(Math.random() * 1280, Math.random() * 700, 60, 40);
        }
      }
      // Something moves all the time, so that every frame is a new one.
      picture.fillStyle = white ? '#eee' : '#333';
      picture.fillRect((count * 7) % 1280, 700, 20, 10);
      count += 1;
      frames.requestFrame();
    };
    setInterval(() => {
      const now = sound.currentTime;
      if (scheduled !== next && next - now < every / 2) {
        gain.gain.setValueAtTime(0.3, next);
        gain.gain.setValueAtTime(0, next + long);
        scheduled = next;
      }
      const inside = now >= next && now < next + long;
      if (inside !== white) {
        white = inside;
        draw();
      }
      if (now >= next + long) next += every;
    }, 4);
    setInterval(draw, 33);
    draw();

    const tracks = [
      ...(constraints?.video ? [frames] : []),
      ...(constraints?.audio ? out.stream.getAudioTracks() : []),
    ];
    return new MediaStream(tracks);
  };
}

export const FLASH_OPTIONS = { everyMs: EVERY_MS, longMs: LONG_MS };

/**
 * The moments at which a value rises above its limit.
 * @param {{ atMs: number, value: number }[]} series
 * @param {number} limit
 */
function rises(series, limit) {
  return series
    .filter(({ value }, i) => value > limit && i > 0 && series[i - 1].value <= limit)
    .map(({ atMs }) => atMs);
}

/**
 * Reads what ffmpeg's `metadata=print` writes.
 * @param {string} text
 * @param {string} key
 */
function series(text, key) {
  const values = [];
  let atMs = NaN;
  for (const line of text.split('\n')) {
    const time = /pts_time:(-?[\d.]+)/.exec(line);
    if (time) atMs = Number(time[1]) * 1000;
    else if (line.startsWith(`${key}=`)) {
      const value = Number(line.slice(key.length + 1).replace('-inf', '-1000'));
      values.push({ atMs, value: Number.isNaN(value) ? -1000 : value });
    }
  }
  return values;
}

/** @param {number[]} values */
export function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/**
 * Flash and beep in a file, paired by nearness.
 * @param {string} file
 * @returns {Promise<{ flashes: number, beeps: number, offsetsMs: number[], medianMs: number }>}
 *   Positive: the sound is late.
 */
export async function measureSync(file) {
  const light = 'lavfi.signalstats.YAVG';
  const loudness = 'lavfi.astats.Overall.RMS_level';
  const [pictures, sounds] = await Promise.all([
    ffmpeg([
      ...['-copyts', '-i', file, '-map', '0:v', '-fps_mode', 'passthrough'],
      ...['-vf', `scale=64:36,signalstats,metadata=print:key=${light}:file=-`, '-f', 'null', '-'],
    ]),
    ffmpeg([
      ...['-copyts', '-i', file, '-map', '0:a', '-af'],
      `aresample=48000,asetnsamples=n=${SOUND_STEP},astats=metadata=1:reset=1:measure_perchannel=none,` +
        `ametadata=print:key=${loudness}:file=-`,
      ...['-f', 'null', '-'],
    ]),
  ]);
  const flashes = rises(series(pictures, light), WHITE_LUMA);
  const beeps = rises(series(sounds, loudness), LOUD_DB);
  const offsetsMs = flashes
    .map((flash) => beeps.map((beep) => beep - flash))
    .map((offsets) => offsets.sort((a, b) => Math.abs(a) - Math.abs(b))[0])
    .filter((offset) => offset !== undefined && Math.abs(offset) < EVERY_MS / 2);
  return {
    flashes: flashes.length,
    beeps: beeps.length,
    offsetsMs,
    medianMs: median(offsetsMs),
  };
}
