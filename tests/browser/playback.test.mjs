/** Everything that is recorded plays: by ffprobe, and in Chromium to its end and by seeking. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkMaster, checkMp4, checkPlays, files, noFaults } from './harness/checks.mjs';
import { samplesBinary } from './harness/env.mjs';
import { serveFolder } from './harness/files.mjs';
import { videoPackets } from './harness/media.mjs';
import { onStage } from './harness/stage.mjs';
import { linkOf, logIn, record } from './harness/studio.mjs';

onStage('playback', (scene, stage) => {
  for (const codec of /** @type {const} */ (['h264', 'vp8'])) {
    scene(`a take in ${codec}: master and MP4 are sound and play`, async () => {
      const { person, api } = await stage.candidate('Hind');
      const { page, watch } = await stage.browser();
      if (codec === 'vp8') await page.addInitScript(forgetH264);
      await logIn(page, person);
      const { live, takeId, recordedMs } = await record(page, 'test-short');
      assert.equal(live.one('answer').message.video_codec, codec);

      const found = await files(api, takeId, stage.folder);
      assert.equal(found.take.state, 'sealed');
      await checkMaster(found.master, { codec, durationMs: recordedMs });
      await checkMp4(found.mp4, { durationMs: recordedMs });
      assert.match(found.playback.poster_url, /^\/media\//);
      assert.ok(found.playback.thumbnails.columns >= 1);

      for (const [label, file] of [
        ['mp4', found.mp4],
        ['master', found.master],
      ]) {
        const frames = (await videoPackets(file)).length;
        assert.ok(frames > 15 * (recordedMs / 1000), `${frames} pictures in the ${label}`);
        const url = await linkOf(page, takeId, label);
        await checkPlays(page, url, { durationMs: recordedMs, frames });
      }
      noFaults(watch, codec);
    });
  }

  scene('what is recorded in odd ways plays too', async () => {
    const folder = join(stage.folder, 'samples');
    await promisify(execFile)(samplesBinary(), [folder], { timeout: 60_000 });
    /** @type {Sample[]} */
    const samples = JSON.parse(await readFile(join(folder, 'samples.json'), 'utf8'));
    const names = samples.map(({ file }) => file).join(' ');
    for (const word of ['sound-first', 'size-change', 'recovered', 'gaps', 'no-sound']) {
      for (const codec of ['h264', 'vp8']) assert.match(names, new RegExp(`${codec}-${word}`));
    }
    const served = await serveFolder(folder);
    try {
      const { page } = await stage.browser();
      await page.goto(served.origin);
      for (const sample of samples) {
        const frames = (await videoPackets(join(folder, sample.file))).length;
        await checkSample(page, sample, frames);
      }
    } finally {
      served.close();
    }
  });
});

/** @typedef {{ file: string, duration_ms: number, width: number, height: number, audio?: boolean }} Sample */

/** @param {import('playwright-core').Page} page @param {Sample} sample @param {number} frames */
async function checkSample(page, sample, frames) {
  try {
    await checkPlays(page, `/${sample.file}`, {
      durationMs: sample.duration_ms,
      frames,
      size: `${sample.width}x${sample.height}`,
      rate: 4,
      silent: sample.file.includes('no-sound'),
    });
  } catch (error) {
    throw new Error(`${sample.file}: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}

/** In the page: a browser that cannot send H.264, as Firefox is. */
function forgetH264() {
  for (const side of [RTCRtpSender, RTCRtpReceiver]) {
    const original = side.getCapabilities.bind(side);
    side.getCapabilities = (kind) => {
      const found = original(kind);
      if (!found || kind !== 'video') return found;
      return { ...found, codecs: found.codecs.filter(({ mimeType }) => !/h264/i.test(mimeType)) };
    };
  }
}
