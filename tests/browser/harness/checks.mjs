/** What every finished take must be, whoever recorded it. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import {
  boxes,
  decodingFaults,
  keyFrameSizes,
  longestKeyFrameDistanceMs,
  probe,
  videoPackets,
} from './media.mjs';
import { playThrough } from './playing.mjs';
import { until } from './wait.mjs';

/** Between `started` and `stopping`, and the length of the file. */
export const DURATION_WITHIN_MS = 200;
/** Seeking is quick when key frames are not farther apart. */
export const MOST_BETWEEN_KEY_FRAMES_MS = 10_000;
/** A VP8 take is converted at low priority: about 0.4 core-seconds a second. */
const RENDITIONS_WITHIN_MS = 90_000;

/** @typedef {import('./api.mjs').Api} Api */

/**
 * The take once its worker is done.
 * @param {Api} api
 * @param {string} takeId
 */
export async function finished(api, takeId) {
  return until(`the renditions of take ${takeId}`, RENDITIONS_WITHIN_MS, async () => {
    const take = await api.get(`/api/takes/${takeId}/`);
    if (take.renditions === 'failed') throw new Error(`renditions failed: ${JSON.stringify(take)}`);
    return take.renditions === 'ready' && take;
  });
}

/**
 * Both files of a finished take, by the links that a player gets.
 * @param {Api} api
 * @param {string} takeId
 * @param {string} folder
 */
export async function files(api, takeId, folder) {
  const take = await finished(api, takeId);
  const playback = await api.get(`/api/takes/${takeId}/playback/`);
  const source = (/** @type {string} */ label) => {
    const found = playback.sources.find((/** @type {any} */ one) => one.label === label);
    assert.ok(found, `a source ${label} in ${JSON.stringify(playback.sources)}`);
    return found;
  };
  assert.equal(playback.sources[0].label, 'mp4', 'the MP4 plays everywhere, so it comes first');
  const [mp4Url, masterUrl] = [source('mp4').url, source('master').url];
  const [mp4, master] = [join(folder, `${takeId}.mp4`), join(folder, `${takeId}.master`)];
  await Promise.all([api.download(mp4Url, mp4), api.download(masterUrl, master)]);
  return { take, playback, mp4, master, mp4Url, masterUrl };
}

/**
 * @param {string} what
 * @param {number} actual
 * @param {number} expected
 * @param {number} within
 */
export function near(what, actual, expected, within) {
  assert.ok(
    Math.abs(actual - expected) <= within,
    `${what} is ${Math.round(actual)}, ${Math.round(expected)} ± ${within} was expected`,
  );
}

/** Chromium's fake microphone is read by a thread of its own, which a busy machine may starve. */
const MOST_SOUND_MISSING_MS = 250;

/**
 * No picture was missing on the way, and hardly any sound.
 * @param {{ from_ms: number, to_ms: number, kind: 'audio' | 'video' }[]} gaps
 */
export function hardlyAnyGap(gaps) {
  const missing = (/** @type {string} */ kind) =>
    gaps
      .filter((gap) => gap.kind === kind)
      .reduce((sum, { from_ms, to_ms }) => sum + to_ms - from_ms, 0);
  const told = `gaps: ${JSON.stringify(gaps)}`;
  assert.equal(missing('video'), 0, told);
  assert.ok(missing('audio') <= MOST_SOUND_MISSING_MS, told);
}

/**
 * @param {string} file
 * @param {{ codec: 'h264' | 'vp8', durationMs: number, size?: string, within?: number }} expected
 */
export async function checkMaster(file, { codec, durationMs, size = '1280x720', within }) {
  const { container, video, audio, durationMs: length } = await probe(file);
  assert.match(container, codec === 'h264' ? /mp4/ : /webm/);
  assert.equal(video.codec_name, codec, 'the picture as it came');
  assert.equal(audio.codec_name, 'opus', 'the sound as it came');
  near('the length of the master', length, durationMs, within ?? DURATION_WITHIN_MS);
  await checkPicture(file, length, size);
}

/**
 * @param {string} file
 * @param {{ durationMs: number, size?: string, within?: number }} expected
 */
export async function checkMp4(file, { durationMs, size = '1280x720', within }) {
  const { video, audio, durationMs: length } = await probe(file);
  assert.equal(video.codec_name, 'h264');
  assert.match(video.profile, /^(Constrained Baseline|Baseline|Main)$/);
  assert.equal(video.pix_fmt, 'yuv420p');
  assert.deepEqual([audio.codec_name, audio.profile], ['aac', 'LC']);
  near('the length of the MP4', length, durationMs, within ?? DURATION_WITHIN_MS);
  const order = await boxes(file);
  const [moov, mdat] = [order.indexOf('moov'), order.indexOf('mdat')];
  assert.ok(moov >= 0 && moov < mdat, `moov comes first: ${order.join(' ')}`);
  assert.ok(!order.includes('moof'), 'one piece: some players stumble over fragments');
  await checkPicture(file, length, size);
}

/** @param {string} file @param {number} durationMs @param {string} size */
async function checkPicture(file, durationMs, size) {
  const [packets, sizes, distance, faults] = await Promise.all([
    videoPackets(file),
    keyFrameSizes(file),
    longestKeyFrameDistanceMs(file, durationMs),
    decodingFaults(file),
  ]);
  assert.ok(packets[0]?.key, 'the first frame is a key frame');
  assert.deepEqual(sizes, [size]);
  assert.ok(distance <= MOST_BETWEEN_KEY_FRAMES_MS, `${distance} ms between key frames`);
  assert.equal(faults, '', 'it decodes without a fault');
}

/**
 * To its end and by jumping about, in a page that may load it.
 * @param {import('playwright-core').Page} page
 * @param {string} url
 * @param {{ durationMs: number, frames: number, sizes?: string[], rate?: number, jumpsMs?: number[], within?: number, silent?: boolean }} expected
 *   `sizes`: one of them is what the player says; a picture may change its size on the way
 */
export async function checkPlays(
  page,
  url,
  {
    durationMs,
    frames,
    sizes = ['1280x720'],
    rate,
    jumpsMs,
    within = DURATION_WITHIN_MS,
    silent = false,
  },
) {
  const played = await playThrough(page, url, { rate, jumpsMs });
  const told = JSON.stringify(played);
  assert.equal(played.error, '', told);
  assert.ok(played.ended, `played to its end: ${told}`);
  near('the length the player shows', played.durationMs, durationMs, within);
  near('where the player ended', played.endedAtMs, durationMs, within);
  assert.ok(sizes.includes(played.size), `${played.size} is none of ${sizes.join(' ')}`);
  assert.ok(played.frames >= 0.9 * frames, `${frames} pictures in the file: ${told}`);
  for (const { toMs, atMs, framesAfter } of played.jumps) {
    near('where a jump arrived', atMs, toMs, 100);
    // On a busy machine a jump may need most of its 600 ms to decode from a key frame on.
    assert.ok(framesAfter >= 2, `it goes on after a jump to ${toMs} ms: ${told}`);
  }
  if (!silent) assert.ok(played.soundPeak > 0.01, `something is heard: ${told}`);
  return played;
}

/**
 * @param {import('./watch.mjs').Watch} watch
 * @param {string} where
 */
export function noFaults(watch, where) {
  assert.deepEqual(watch.take(), [], `complaints of the browser: ${where}`);
}
