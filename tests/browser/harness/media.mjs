/** Looks at recorded files with ffprobe and ffmpeg. */

import { execFile } from 'node:child_process';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MOST_OUTPUT_BYTES = 64 * 1024 * 1024;

/** @param {string} program @param {string[]} args */
async function output(program, args) {
  const { stdout } = await run(program, args, { maxBuffer: MOST_OUTPUT_BYTES });
  return stdout;
}

/** @param {string[]} args */
export const ffmpeg = (args) => output('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args]);

/** @param {string[]} args @returns {Promise<any>} */
async function ffprobe(args) {
  return JSON.parse(await output('ffprobe', ['-v', 'error', '-of', 'json', ...args]));
}

/**
 * @typedef {object} Probe
 * @property {string} container ffprobe's names of the format
 * @property {number} durationMs of the container
 * @property {any} video the stream as ffprobe tells it
 * @property {any} audio
 */

/** @param {string} file @returns {Promise<Probe>} */
export async function probe(file) {
  const { format, streams } = await ffprobe(['-show_format', '-show_streams', file]);
  const one = (/** @type {string} */ kind) => {
    const found = streams.filter((/** @type {any} */ stream) => stream.codec_type === kind);
    if (found.length !== 1) throw new Error(`${file} has ${found.length} ${kind} streams`);
    return found[0];
  };
  return {
    container: format.format_name,
    durationMs: Number(format.duration) * 1000,
    video: one('video'),
    audio: one('audio'),
  };
}

/**
 * The packets of the picture in their order.
 * @param {string} file
 * @returns {Promise<{ atMs: number, key: boolean }[]>}
 */
export async function videoPackets(file) {
  const { packets } = await ffprobe([
    ...['-select_streams', 'v', '-show_entries', 'packet=pts_time,flags'],
    file,
  ]);
  return packets.map((/** @type {any} */ packet) => ({
    atMs: Number(packet.pts_time) * 1000,
    key: packet.flags.includes('K'),
  }));
}

/** The sizes of the decoded key frames, each once. @param {string} file */
export async function keyFrameSizes(file) {
  const { frames } = await ffprobe([
    ...['-select_streams', 'v', '-skip_frame', 'nokey', '-show_entries', 'frame=width,height'],
    file,
  ]);
  return [...new Set(frames.map((/** @type {any} */ frame) => `${frame.width}x${frame.height}`))];
}

/** Decodes everything; ffmpeg's complaints, empty when there are none. @param {string} file */
export async function decodingFaults(file) {
  const { stderr } = await run('ffmpeg', [
    // `repeat`: else a complaint that is passed over leaves its repetition behind.
    ...['-nostdin', '-v', 'repeat+error', '-i', file],
    ...['-fps_mode', 'passthrough', '-f', 'null', '-'],
  ]);
  // Frames of a varying rate collide in the even time of ffmpeg's own output.
  const own = /non monotonically increasing dts to muxer/;
  return stderr
    .split('\n')
    .filter((line) => line.trim() !== '' && !own.test(line))
    .join('\n');
}

/** The types of an MP4's top-level boxes in their order (ISO/IEC 14496-12, 4.2). @param {string} file */
export async function boxes(file) {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const header = Buffer.alloc(16);
    const types = [];
    for (let at = 0; at + 8 <= size;) {
      await handle.read(header, 0, 16, at);
      types.push(header.toString('latin1', 4, 8));
      const short = header.readUInt32BE(0);
      const length = short === 1 ? Number(header.readBigUInt64BE(8)) : short || size - at;
      if (length < 8) throw new Error(`${file}: a box of ${length} bytes at ${at}`);
      at += length;
    }
    return types;
  } finally {
    await handle.close();
  }
}

/** Longest time between key frames, the end included, in milliseconds. @param {string} file @param {number} durationMs */
export async function longestKeyFrameDistanceMs(file, durationMs) {
  const at = (await videoPackets(file)).filter(({ key }) => key).map(({ atMs }) => atMs);
  return Math.max(...[...at.slice(1), durationMs].map((next, i) => next - at[i]));
}

/**
 * The mean colour of the picture over the file, 0–255 each.
 * @param {string} file
 * @returns {Promise<{ red: number, green: number, blue: number }>}
 */
export async function meanColour(file) {
  const { stdout } = await run(
    'ffmpeg',
    [
      '-nostdin',
      '-v',
      'error',
      '-i',
      file,
      '-vf',
      'scale=1:1:flags=area,format=rgb24',
      '-f',
      'rawvideo',
      '-',
    ],
    { maxBuffer: MOST_OUTPUT_BYTES, encoding: 'buffer' },
  );
  const sum = [0, 0, 0];
  for (let i = 0; i < stdout.length; i += 1) sum[i % 3] += stdout[i];
  const [red, green, blue] = sum.map((value) => value / (stdout.length / 3));
  return { red, green, blue };
}

/**
 * How much of the sound lies within 40 Hz of a tone, in dB below the whole.
 * @param {string} file
 * @param {number} hertz
 */
export async function toneShareDb(file, hertz) {
  const [whole, tone] = await Promise.all([
    meanVolumeDb(file, 'anull'),
    meanVolumeDb(file, `bandpass=f=${hertz}:width_type=h:w=40`),
  ]);
  return tone - whole;
}

/** @param {string} file @param {string} filter */
async function meanVolumeDb(file, filter) {
  const { stderr } = await run('ffmpeg', [
    ...['-nostdin', '-i', file, '-map', '0:a', '-af', `${filter},volumedetect`, '-f', 'null', '-'],
  ]);
  const found = /mean_volume: (-?[\d.]+|-inf) dB/.exec(stderr);
  if (!found) throw new Error(`${file}: no volume in ${stderr}`);
  return found[1] === '-inf' ? -Infinity : Number(found[1]);
}
