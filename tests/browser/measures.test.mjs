/**
 * The measures themselves, on files with known faults: a test that cannot fail proves
 * nothing. Needs no server.
 */

import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Browser } from './harness/chromium.mjs';
import { serveFolder } from './harness/files.mjs';
import { EVERY_MS, measureSync } from './harness/flashes.mjs';
import {
  boxes,
  decodingFaults,
  ffmpeg,
  keyFrameSizes,
  longestKeyFrameDistanceMs,
  meanColour,
  probe,
  toneShareDb,
} from './harness/media.mjs';
import { playThrough } from './harness/playing.mjs';

describe('measures', { concurrency: 1, timeout: 120_000 }, () => {
  let folder = '';
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'jobgate-measures-'))));
  after(() => rm(folder, { recursive: true, force: true }));

  /** Five seconds of flash and beep with the sound late by so much. @param {number} lateMs */
  async function flashes(lateMs) {
    const file = join(folder, `flash${lateMs}.mp4`);
    const every = EVERY_MS / 1000;
    const when = (/** @type {number} */ ms) => `lt(mod(t+${every}/2-${ms / 1000},${every}),0.12)`;
    await ffmpeg([
      ...[
        '-f',
        'lavfi',
        '-i',
        `color=black:s=320x180:r=30:d=5,drawbox=c=white:t=fill:enable='${when(0)}'`,
      ],
      ...['-f', 'lavfi', '-i', `aevalsrc='0.3*sin(2*PI*1000*t)*${when(lateMs)}':s=48000:d=5`],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '60', '-c:a', 'aac', file],
    ]);
    return file;
  }

  it('finds sound that is early, late and in step', async () => {
    for (const lateMs of [-200, -60, 0, 100, 250]) {
      const { flashes: seen, beeps, medianMs } = await measureSync(await flashes(lateMs));
      assert.ok(seen >= 4 && beeps >= 4, `${seen} flashes, ${beeps} beeps`);
      assert.ok(Math.abs(medianMs - lateMs) <= 25, `${lateMs} ms measured as ${medianMs}`);
    }
  });

  it('tells boxes, key frames, sizes, colours and tones', async () => {
    const late = await flashes(0);
    const first = join(folder, 'first.mp4');
    await ffmpeg(['-i', late, '-c', 'copy', '-movflags', '+faststart', first]);
    const order = (/** @type {string[]} */ all) => all.filter((box) => /moov|mdat/.test(box));
    assert.deepEqual(order(await boxes(late)), ['mdat', 'moov']);
    assert.deepEqual(order(await boxes(first)), ['moov', 'mdat']);
    const { video, audio, durationMs } = await probe(first);
    assert.deepEqual([video.codec_name, audio.codec_name], ['h264', 'aac']);
    assert.ok(Math.abs(durationMs - 5000) < 60, String(durationMs));
    const distance = await longestKeyFrameDistanceMs(first, durationMs);
    assert.ok(Math.abs(distance - 2000) < 100, String(distance));
    assert.deepEqual(await keyFrameSizes(first), ['320x180']);

    const red = join(folder, 'red.mp4');
    await ffmpeg([
      ...['-f', 'lavfi', '-i', 'color=0xc02020:s=160x90:r=10:d=2'],
      ...['-f', 'lavfi', '-i', 'sine=f=440:d=2', '-c:v', 'libx264', '-c:a', 'aac', red],
    ]);
    const colour = await meanColour(red);
    assert.ok(colour.red > 150 && colour.blue < 80, JSON.stringify(colour));
    assert.ok((await toneShareDb(red, 440)) > -6);
    assert.ok((await toneShareDb(red, 880)) < -12);
  });

  it('sees a damaged file by decoding and by playing it', async () => {
    const fast = join(folder, 'good.mp4');
    await ffmpeg([
      ...['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=30:d=5', '-f', 'lavfi', '-i', 'sine=d=5'],
      ...['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-g', '30', '-c:a', 'aac'],
      ...['-movflags', '+faststart', fast],
    ]);
    const cut = join(folder, 'cut.mp4');
    await ffmpeg(['-i', fast, '-c', 'copy', '-movflags', '+faststart', cut]);
    await truncate(cut, Math.floor((await stat(cut)).size * 0.6));
    assert.equal(await decodingFaults(fast), '');
    assert.notEqual(await decodingFaults(cut), '');

    const files = await serveFolder(folder);
    const browser = await Browser.open(files.origin);
    try {
      await browser.page.goto('/');
      const whole = await playThrough(browser.page, '/good.mp4');
      assert.ok(whole.ended && !whole.error, JSON.stringify(whole));
      assert.equal(whole.size, '320x180');
      assert.ok(whole.frames > 0.9 * 150, JSON.stringify(whole));
      assert.ok(whole.soundBytes > 1000 && whole.soundPeak > 0.05, JSON.stringify(whole));
      assert.equal(whole.jumps.length, 2);
      for (const jump of whole.jumps) {
        assert.ok(
          Math.abs(jump.atMs - jump.toMs) < 50 && jump.framesAfter > 5,
          JSON.stringify(jump),
        );
      }
      const broken = await playThrough(browser.page, '/cut.mp4', { jumpsMs: [] });
      // Chromium takes the end of the file for the end: what gives it away is what was not shown.
      assert.ok(broken.frames < 0.8 * 150, JSON.stringify(broken));
      assert.equal((await playThrough(browser.page, '/none.mp4', { jumpsMs: [] })).ended, false);
    } finally {
      await browser.close();
      files.close();
    }
  });
});
