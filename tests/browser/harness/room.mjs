/**
 * A room that a test can change while somebody sits in it: a portrait drawn on a canvas instead of
 * the camera, a human voice through Web Audio instead of the microphone.
 */

import { readFile } from 'node:fs/promises';
import { microphone, portrait } from './env.mjs';

/**
 * @typedef {object} Picture how the portrait is drawn; 1280×720, the wall a light grey
 * @property {number} [light] factor on the person's and the wall's luminance
 * @property {boolean} [window] the wall becomes a window, the person dark before it
 * @property {number} [persons] 0, 1 or 2
 * @property {number} [scale] of the person
 * @property {number} [x] pixels to the right
 * @property {number} [tilt] degrees
 *
 * @typedef {object} Sound
 * @property {number} [voice] gain of the voice
 * @property {boolean} [clipped] driven far beyond full scale
 * @property {number} [noise] amplitude of white noise
 */

/**
 * Gives a page this room for its camera and microphone. `window.room(change)` changes it.
 * @param {import('playwright-core').Page} page
 */
export async function roomInsteadOfCamera(page) {
  // Served as files of the page's own origin: its policy lets nothing else in.
  const served = {
    '/test-room/portrait.png': { file: portrait, type: 'image/png' },
    '/test-room/voice.wav': { file: microphone, type: 'audio/wav' },
  };
  for (const [path, { file, type }] of Object.entries(served)) {
    await page.route(`**${path}`, async (route) =>
      route.fulfill({ body: await readFile(file), contentType: type }),
    );
  }
  await page.addInitScript(furnish);
}

/** Changes the room; what is not named is as it was furnished. @param {import('playwright-core').Page} page @param {Picture & Sound} change */
export function change(page, change) {
  return page.evaluate(
    (wanted) => /** @type {any} */ (window).room(wanted),
    /** @type {any} */ (change),
  );
}

/** In the page. */
function furnish() {
  const good = { light: 1, window: false, persons: 1, scale: 1, x: 0, tilt: 0 };
  const quiet = { voice: 1, clipped: false, noise: 0 };
  let state = { ...good, ...quiet };
  /** @type {{ voice: GainNode, drive: GainNode, shaper: WaveShaperNode, noise: GainNode } | null} */
  let graph = null;

  const hear = () => {
    if (!graph) return;
    graph.voice.gain.value = state.voice;
    graph.drive.gain.value = state.clipped ? 20 : 1;
    graph.noise.gain.value = state.noise;
  };
  /** @type {any} */ (window).room = (/** @type {any} */ change) => {
    state = { ...good, ...quiet, ...change };
    hear();
  };

  const image = new Image();
  const loaded = new Promise((done, fail) => {
    image.onload = done;
    image.onerror = fail;
  });
  image.src = '/test-room/portrait.png';

  function draw(/** @type {CanvasRenderingContext2D} */ context, /** @type {number} */ seconds) {
    const { width, height } = context.canvas;
    const shade = (/** @type {number} */ value) => Math.min(255, value * state.light);
    context.filter = 'none';
    context.fillStyle = state.window ? 'white' : `rgb(${shade(184)} ${shade(178)} ${shade(167)})`;
    context.fillRect(0, 0, width, height);
    const size = 760 * state.scale;
    const sway = 6 * Math.sin((2 * Math.PI * seconds) / 5);
    context.filter = `brightness(${state.window ? 0.35 : state.light})`;
    for (let index = 0; index < state.persons; index += 1) {
      // The face stands at (0.44, 0.24) of the portrait.
      const face = { x: 0.44 * size, y: 0.24 * size };
      const place = {
        x: width / 2 + state.x + sway + (state.persons === 2 ? (index - 0.5) * 620 : 0),
        y: 0.36 * height,
      };
      context.save();
      context.translate(place.x, place.y);
      context.rotate((state.tilt * Math.PI) / 180);
      context.beginPath();
      // Head and shoulders; the rest of the portrait is another room.
      context.rect(-0.2 * size, -face.y, 0.4 * size, size);
      context.clip();
      context.drawImage(image, -face.x, -face.y, size, size);
      context.restore();
    }
  }

  async function open() {
    await loaded;
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: 1280, height: 720 });
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    const begun = performance.now();
    setInterval(() => draw(context, (performance.now() - begun) / 1000), 1000 / 15);
    draw(context, 0);

    const audio = new AudioContext({ sampleRate: 48_000 });
    const file = await fetch('/test-room/voice.wav').then((answer) => answer.arrayBuffer());
    const voice = new AudioBufferSourceNode(audio, {
      buffer: await audio.decodeAudioData(file),
      loop: true,
    });
    const noiseBuffer = new AudioBuffer({
      length: 96_000,
      sampleRate: 48_000,
      numberOfChannels: 1,
    });
    const samples = noiseBuffer.getChannelData(0);
    for (let i = 0; i < samples.length; i += 1) samples[i] = Math.random() * 2 - 1;
    const noise = new AudioBufferSourceNode(audio, { buffer: noiseBuffer, loop: true });
    graph = {
      voice: new GainNode(audio),
      drive: new GainNode(audio),
      shaper: new WaveShaperNode(audio, { curve: new Float32Array([-1, 0, 1]) }),
      noise: new GainNode(audio, { gain: 0 }),
    };
    const out = new MediaStreamAudioDestinationNode(audio, { channelCount: 1 });
    voice.connect(graph.voice).connect(graph.drive).connect(graph.shaper).connect(out);
    noise.connect(graph.noise).connect(out);
    voice.start();
    noise.start();
    await audio.resume();
    hear();
    return new MediaStream([
      ...canvas.captureStream(15).getVideoTracks(),
      ...out.stream.getAudioTracks(),
    ]);
  }
  navigator.mediaDevices.getUserMedia = open;
}
