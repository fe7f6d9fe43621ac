/**
 * What is recorded in odd ways plays too: sound that starts first, a picture that changes
 * its size, gaps, no sound, and what a crash left. Needs no server: the recorder's own
 * example writes the files.
 */

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { checkPlays } from './harness/checks.mjs';
import { Browser } from './harness/chromium.mjs';
import { serveFolder } from './harness/files.mjs';
import { videoPackets } from './harness/media.mjs';
import { makeSamples } from './harness/samples.mjs';
import { until } from './harness/wait.mjs';

/** Encoding them takes more than a minute of one core, at low priority. */
const MADE_WITHIN_MS = 240_000;
/** The plain ones are what every other test plays. */
const ODD = ['sound-first', 'sound-late', 'size-change', 'recovered', 'gaps', 'no-sound'];

/** @typedef {{ file: string, duration_ms: number, sizes: { width: number, height: number }[] }} Sample */

describe('samples', { concurrency: 1, timeout: MADE_WITHIN_MS + 180_000 }, () => {
  let folder = '';
  /** @type {Sample[]} */
  let samples = [];
  /** @type {Awaited<ReturnType<typeof serveFolder>>} */
  let served;
  /** @type {Browser} */
  let browser;

  before(
    async () => {
      // The whole run makes them beside its first tests.
      folder =
        process.env.JOBGATE_TEST_SAMPLES ?? (await mkdtemp(join(tmpdir(), 'jobgate-samples-')));
      if (!process.env.JOBGATE_TEST_SAMPLES) makeSamples(folder);
      const text = await until('the samples are made', MADE_WITHIN_MS, () =>
        readFile(join(folder, 'samples.json'), 'utf8').catch(() => null),
      );
      samples = JSON.parse(text);
      served = await serveFolder(folder);
      browser = await Browser.open(served.origin);
      await browser.page.goto('/');
    },
    { timeout: MADE_WITHIN_MS + 30_000 },
  );
  after(async () => {
    await browser?.close();
    served?.close();
    await rm(folder, { recursive: true, force: true });
  });

  for (const odd of ODD) {
    it(`${odd}, in both codecs: master and MP4`, { timeout: 60_000 }, async () => {
      for (const codec of ['h264', 'vp8']) {
        const own = samples.filter(({ file }) => file.startsWith(`${codec}-${odd}`));
        // A recovered master is like any other by the time its MP4 is made.
        const wanted = odd === 'recovered' ? 1 : 2;
        assert.equal(own.length, wanted, own.map(({ file }) => file).join(' '));
        await Promise.all(own.map((sample) => checkSample(browser.page, folder, sample)));
      }
    });
  }
});

/** @param {import('playwright-core').Page} page @param {string} folder @param {Sample} sample */
async function checkSample(page, folder, { file, duration_ms: durationMs, sizes }) {
  const frames = (await videoPackets(join(folder, file))).length;
  const sizesSeen = sizes.map(({ width, height }) => `${width}x${height}`);
  await checkPlays(page, `/${file}`, {
    durationMs,
    frames,
    sizes: sizesSeen,
    rate: 4,
    // Not into a stretch without pictures.
    ...(file.includes('gaps') ? { jumpsMs: [4200, 300] } : {}),
    silent: file.includes('no-sound'),
  }).catch((error) => {
    throw new Error(`${file}: ${error.message}`, { cause: error });
  });
}
