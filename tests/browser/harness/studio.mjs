/** What people do on the pages. One function for each thing done, by what they see. */

import { LiveLog } from './live.mjs';

/** @typedef {import('playwright-core').Page} Page */

/** 3-2-1, and the first key frame. */
const COUNTDOWN_WITHIN_MS = 12_000;
/** Connecting takes a second; a busy machine longer. */
const READY_WITHIN_MS = 30_000;
/** Closing the file, storing and registering it. */
const SEALED_WITHIN_MS = 20_000;

/** @param {Page} page @param {{ email: string, password: string, first_name: string, last_name: string }} person */
export async function signUp(page, person) {
  await page.goto('/signup');
  await page.locator('input[autocomplete="given-name"]').fill(person.first_name);
  await page.locator('input[autocomplete="family-name"]').fill(person.last_name);
  await page
    .locator('input[autocomplete~="username"], input[autocomplete="email"]')
    .fill(person.email);
  await page.locator('input[autocomplete="new-password"]').fill(person.password);
  await page.locator('button[type="submit"]').click();
  await page.waitForURL((url) => !['/signup', '/'].includes(url.pathname));
}

/** @param {Page} page @param {{ email: string, password: string }} login */
export async function logIn(page, login) {
  await page.goto('/login');
  await page
    .locator('input[autocomplete~="username"], input[autocomplete="email"]')
    .fill(login.email);
  await page.locator('input[autocomplete="current-password"]').fill(login.password);
  await page.locator('button[type="submit"]').click();
  await page.waitForURL((url) => !['/login', '/'].includes(url.pathname));
}

/** The studio's phase; see web/src/live/state.ts. @param {Page} page @param {string} phase @param {number} [timeout] */
export async function waitForPhase(page, phase, timeout = 15_000) {
  await page.locator(`[data-state="${phase}"]`).waitFor({ state: 'attached', timeout });
}

/** A room with its live line listened to. @param {Page} page @param {string} path such as /studio?script=test-short */
export async function enterStudio(page, path) {
  const live = LiveLog.of(page);
  live.clear();
  await page.goto(path);
  return live;
}

/** Camera, microphone, connection: until Start may be pressed. @param {Page} page */
export async function getReady(page) {
  await page.getByTestId('allow-camera').click();
  await waitForPhase(page, 'ready', READY_WITHIN_MS);
}

/** Presses Start and sees 3-2-1. @param {Page} page */
export async function start(page) {
  await page.getByTestId('start').click();
  await page.getByTestId('countdown').waitFor();
  await waitForPhase(page, 'recording', COUNTDOWN_WITHIN_MS);
}

/** Until the take is closed and can be reviewed. @param {Page} page @param {number} [scriptMs] */
export async function waitForReview(page, scriptMs = 0) {
  await waitForPhase(page, 'review', scriptMs + SEALED_WITHIN_MS);
}

/**
 * One take of a new video from the studio's address to its review.
 * @param {Page} page
 * @param {string} script
 * @returns {Promise<{ live: LiveLog, takeId: string, recordedMs: number }>}
 */
export async function record(page, script) {
  const live = await enterStudio(page, `/studio?script=${script}`);
  await getReady(page);
  await start(page);
  await waitForReview(page, live.one('started').message.script_duration_ms);
  return { live, takeId: live.one('sealed').message.take_id, recordedMs: live.recordedMs() };
}

/**
 * Plays what a player on the page shows, with its own button, to its end.
 * @param {import('playwright-core').Locator} player the player or something around it
 * @param {number} durationMs
 */
export async function watchToEnd(player, durationMs) {
  const video = player.locator('video');
  await player
    .getByRole('button', { name: /^(Lire|Play|تشغيل)/ })
    .first()
    .click();
  await video.evaluate(
    (/** @type {HTMLVideoElement} */ element, within) =>
      new Promise((done, fail) => {
        if (element.ended) done(true);
        element.addEventListener('ended', () => done(true), { once: true });
        setTimeout(
          () => fail(new Error(`not at the end: ${element.currentTime} of ${element.duration} s`)),
          within,
        );
      }),
    durationMs + 15_000,
  );
}

/** @param {import('playwright-core').Locator} player */
export function videoState(player) {
  return player.locator('video').evaluate((/** @type {HTMLVideoElement} */ video) => ({
    timeMs: video.currentTime * 1000,
    durationMs: video.duration * 1000,
    paused: video.paused,
    error: video.error?.message ?? '',
    size: `${video.videoWidth}x${video.videoHeight}`,
  }));
}

/** The confirming button of the question that is open. @param {Page} page */
export async function confirm(page) {
  await page.getByRole('alertdialog').getByRole('button').last().click();
}

/**
 * A media link of the page's own session; those of another are useless to it.
 * @param {Page} page
 * @param {string} takeId
 * @param {string} label `mp4` or `master`
 * @returns {Promise<string>}
 */
export function linkOf(page, takeId, label) {
  return page.evaluate(
    async ({ takeId, label }) => {
      // The page renews its token under the same lock: two at once would look like a theft.
      const session = await navigator.locks.request('jobgate.refresh', () =>
        fetch('/api/auth/refresh/', { method: 'POST' }).then((answer) => answer.json()),
      );
      const answer = await fetch(`/api/takes/${takeId}/playback/`, {
        headers: { authorization: `Bearer ${session.access_token}` },
      });
      const playback = await answer.json();
      const found = playback.sources?.find((/** @type {any} */ one) => one.label === label);
      if (!found) throw new Error(`no ${label}: ${answer.status} ${JSON.stringify(playback)}`);
      return found.url;
    },
    { takeId, label },
  );
}
