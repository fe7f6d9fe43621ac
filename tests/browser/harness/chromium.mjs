/** Debian's Chromium with a fake camera and microphone: one profile, one person. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { camera, chromiumAtCable, chromiumPath, microphone } from './env.mjs';
import { LiveLog } from './live.mjs';
import { Watch } from './watch.mjs';

/** Whatever a page does within this time or not at all. */
const ACTION_WITHIN_MS = 15_000;

/**
 * @typedef {object} Wanted
 * @property {string} [camera] an .mjpeg file, played in a loop
 * @property {string} [microphone] a .wav file, played in a loop
 * @property {'given' | 'refused'} [permission] the answer to the question for camera and microphone
 * @property {boolean} [noDevices] a machine without camera and microphone
 * @property {{ width: number, height: number }} [viewport]
 * @property {boolean} [atCable] at the other end of the cable; see cable.mjs
 * @property {boolean} [trusting] takes any certificate, also of a TURN server
 */

/** A browser of its own with one page. */
export class Browser {
  /**
   * @param {import('playwright-core').BrowserContext} context
   * @param {import('playwright-core').Page} page
   * @param {string} profile
   */
  constructor(context, page, profile) {
    this.context = context;
    this.page = page;
    this.profile = profile;
    this.watch = new Watch(page);
  }

  /** @param {string} origin @param {Wanted} [wanted] */
  static async open(origin, wanted = {}) {
    const profile = await mkdtemp(join(tmpdir(), 'jobgate-chromium-'));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: wanted.atCable ? chromiumAtCable : chromiumPath,
      // The whole browser without a window; Playwright's own headless mode is another program.
      headless: false,
      args: flags(origin, wanted),
      // Muted, the fake microphone is silent too.
      ignoreDefaultArgs: ['--mute-audio'],
      baseURL: origin || undefined,
      viewport: wanted.viewport ?? { width: 1440, height: 900 },
      locale: 'fr-FR',
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(ACTION_WITHIN_MS);
    const page = context.pages()[0] ?? (await context.newPage());
    const browser = new Browser(context, page, profile);
    await browser.watch.begin();
    await LiveLog.begin(page);
    return browser;
  }

  async close() {
    await this.context.close().catch(() => {});
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** @param {string} origin @param {Wanted} wanted */
function flags(origin, wanted) {
  const list = [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-dev-shm-usage',
    // As on a phone and on most laptops; in a picture they only move things.
    '--hide-scrollbars',
    // Reviewing plays sound without a press of a key before it.
    '--autoplay-policy=no-user-gesture-required',
  ];
  // A camera needs a secure page: https, or this machine itself.
  if (wanted.atCable) list.push(`--unsafely-treat-insecure-origin-as-secure=${origin}`);
  if (wanted.trusting) list.push('--ignore-certificate-errors');
  if (!wanted.noDevices) {
    list.push(
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${wanted.camera ?? camera}`,
      `--use-file-for-fake-audio-capture=${wanted.microphone ?? microphone}`,
    );
  }
  list.push(
    wanted.permission === 'refused'
      ? '--deny-permission-prompts'
      : '--use-fake-ui-for-media-stream',
  );
  return list;
}
