/**
 * Firefox ESR, by WebDriver BiDi: it offers no H.264, so a take comes in VP8, and what it recorded
 * plays there.
 */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';
import { checkMaster, checkMp4, files, near } from './harness/checks.mjs';
import { firefoxPath, out } from './harness/env.mjs';
import { onStage } from './harness/stage.mjs';

const SCRIPT_MS = 6000;
const WITHIN_MS = 30_000;

onStage('firefox', declare, {
  // Firefox pairs no address of its own with a loopback one, so the server has to be met at
  // another address of this machine.
  HOST: '0.0.0.0',
});

/** @type {Parameters<typeof onStage>[1]} */
function declare(scene, stage) {
  scene('a take recorded in Firefox is sound, and plays there to its end', async () => {
    assert.ok(existsSync(firefoxPath), `${firefoxPath} is missing: run make setup-test`);
    const { person, api } = await stage.candidate('Wafae');
    const browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath: firefoxPath,
      headless: true,
      extraPrefsFirefox: {
        'media.navigator.streams.fake': true,
        'media.navigator.permission.disabled': true,
        'media.peerconnection.ice.loopback': true,
        'media.peerconnection.ice.obfuscate_host_addresses': false,
        'media.autoplay.default': 0,
        'media.gmp-manager.updateEnabled': false,
      },
    });
    const page = await browser.newPage();
    /** @type {string[]} */
    const told = [];
    page.on('console', (message) => told.push(message.text()));
    page.on('pageerror', (error) => told.push(String(error)));
    try {
      await page.setViewport({ width: 1280, height: 800 });
      await page.evaluateOnNewDocument(listenToTheLine);
      // Straight to the studio: a second address would race with the page's own way.
      const next = encodeURIComponent('/studio?script=test-short');
      await page.goto(`${stage.server.origin}/login?next=${next}`);
      await page.locator('input[autocomplete="username"]').fill(person.email);
      await page.locator('input[type="password"]').fill(person.password);
      await page.locator('button[type="submit"]').click();
      const phase = (/** @type {string} */ name, timeout = WITHIN_MS) =>
        page.waitForSelector(`[data-state="${name}"]`, { timeout });
      await phase('devices');
      await page.locator('[data-testid="allow-camera"]').click();
      await phase('ready');
      await page.locator('[data-testid="start"]').click();
      await phase('recording');
      await phase('review', SCRIPT_MS + WITHIN_MS);

      const heard = await page.evaluate(() => /** @type {any} */ (window).heard);
      const one = (/** @type {string} */ type) =>
        heard.find((/** @type {any} */ entry) => entry.message.type === type);
      assert.equal(one('answer').message.video_codec, 'vp8');
      const zeros = heard
        .filter((/** @type {any} */ { message }) => message.type === 'progress')
        .map((/** @type {any} */ { atMs, message }) => atMs - message.elapsed_ms);
      const recordedMs = one('stopping').atMs - Math.min(...zeros);
      near('between zero and stopping', recordedMs, SCRIPT_MS, 200);

      const { master, mp4 } = await files(api, one('sealed').message.take_id, stage.folder);
      await checkMaster(master, { codec: 'vp8', durationMs: recordedMs });
      await checkMp4(mp4, { durationMs: recordedMs });

      // The page's own player: jump, then to the end.
      const video = (await api.get('/api/videos/')).results[0];
      await page.goto(`${stage.server.origin}/videos/${video.id}`);
      await page.waitForSelector('main video', { timeout: WITHIN_MS });
      const played = await page.evaluate(playHere);
      assert.deepEqual(
        [played.error, played.ended, played.size],
        ['', true, '1280x720'],
        JSON.stringify(played),
      );
      near('where a jump arrived', played.jumpedToMs, 2000, 100);
      near('where it ended', played.endedAtMs, recordedMs, 250);
      assert.deepEqual(
        told.filter((line) => /Content-Security-Policy|error/i.test(line)),
        [],
      );
    } catch (error) {
      await page.screenshot({ path: join(out, 'failed-firefox.png') }).catch(() => {});
      console.error(told.join('\n'));
      throw error;
    } finally {
      await browser.close();
    }
  });
}

/** In the page: what the server says on the live line, with the time of its arrival. */
function listenToTheLine() {
  /** @type {{ atMs: number, message: any }[]} */
  const heard = [];
  /** @type {any} */ (window).heard = heard;
  const Original = window.WebSocket;
  window.WebSocket = class extends Original {
    /** @param {string | URL} url @param {string | string[]} [protocols] */
    constructor(url, protocols) {
      super(url, protocols);
      this.addEventListener('message', ({ data }) =>
        heard.push({ atMs: performance.now(), message: JSON.parse(data) }),
      );
    }
  };
}

/** In the page: plays the first player's file. */
async function playHere() {
  const video = document.querySelector('main video');
  if (!(video instanceof HTMLVideoElement)) throw new Error('no player');
  const on = (/** @type {string} */ event, within = 20_000) =>
    new Promise((done) => {
      video.addEventListener(event, () => done(true), { once: true });
      setTimeout(() => done(false), within);
    });
  if (video.readyState < 1) await on('loadedmetadata');
  const seeked = on('seeked');
  video.currentTime = 2;
  await seeked;
  const jumpedToMs = video.currentTime * 1000;
  const ended = on('ended');
  void video.play().catch(() => undefined);
  return {
    ended: await ended,
    error: video.error?.message ?? '',
    jumpedToMs,
    endedAtMs: video.currentTime * 1000,
    size: `${video.videoWidth}x${video.videoHeight}`,
  };
}
