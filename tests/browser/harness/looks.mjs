/** How a page looks and reads: for axe, for every width, theme and language, and for people. */

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { out } from './env.mjs';

/** @typedef {import('playwright-core').Page} Page */

export const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

export const LANGUAGES = /** @type {const} */ (['fr', 'ar']);
const THEMES = /** @type {const} */ (['light', 'dark']);
/** A laptop and a phone. */
const WINDOWS = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

/**
 * Looks at what is shown in both themes and both widths, and keeps a picture of each.
 * The page keeps its state: nothing is loaded again.
 * @param {Page} page
 * @param {string} name of the pictures
 * @param {'fr' | 'ar'} language
 * @param {{ fullPage?: boolean }} [options]
 * @returns {Promise<string[]>} what is wrong, as lines
 */
export async function inspect(page, name, language, { fullPage = true } = {}) {
  const faults = [];
  const before = page.viewportSize();
  const theme = await page.evaluate(() => document.documentElement.dataset.theme);
  for (const shown of THEMES) {
    await page.evaluate((shown) => (document.documentElement.dataset.theme = shown), shown);
    for (const window of WINDOWS) {
      await page.setViewportSize(window);
      const where = `${name}-${language}-${shown}-${window.width}`;
      await settled(page);
      await page.screenshot({ path: join(out, `${where}.png`), fullPage });
      faults.push(...(await complaints(page)).map((line) => `${where}: ${line}`));
    }
  }
  faults.push(...(await textFaults(page, language)).map((line) => `${name}-${language}: ${line}`));
  if (before) await page.setViewportSize(before);
  await page.evaluate((theme) => (document.documentElement.dataset.theme = theme), theme);
  return faults;
}

/** Two frames and the fonts: what is measured is what people see. @param {Page} page */
async function settled(page) {
  await page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    await Promise.allSettled(
      document
        .getAnimations()
        .filter(({ effect }) => Number(effect?.getComputedTiming().endTime) < 2000)
        .map((animation) => animation.finished),
    );
  });
}

/** Serious faults by axe, and what does not fit. @param {Page} page @returns {Promise<string[]>} */
async function complaints(page) {
  return page.evaluate(async () => {
    // @ts-expect-error: axe-core put itself there.
    const { violations } = await window.axe.run(
      // React Aria's announcer names what it has just read out, which may be gone by now.
      { include: [['html']], exclude: [['[data-live-announcer]']] },
      {
        resultTypes: ['violations'],
        preload: false,
      },
    );
    const lines = violations
      .filter((/** @type {any} */ one) => ['serious', 'critical'].includes(one.impact))
      .flatMap((/** @type {any} */ one) =>
        one.nodes
          .slice(0, 3)
          .map(
            (/** @type {any} */ node) =>
              `${one.id} (${one.impact}) at ${node.target.join(' ')}: ${node.failureSummary.replace(/\s+/g, ' ')}`,
          ),
      );
    const { scrollWidth } = document.documentElement;
    if (scrollWidth > innerWidth) lines.push(`${scrollWidth} px wide in a window of ${innerWidth}`);
    return lines;
  });
}

/** Language, direction, and keys that stand where a text should. @param {Page} page @param {'fr' | 'ar'} language */
async function textFaults(page, language) {
  const seen = await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const keys = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? '';
      if (/^[a-z]+(?:[_:][a-z]+)+$/.test(text) || /\{\{/.test(text)) keys.push(text);
    }
    const { lang, dir } = document.documentElement;
    return { keys, lang, dir, direction: getComputedStyle(document.body).direction };
  });
  const direction = language === 'ar' ? 'rtl' : 'ltr';
  const faults = seen.keys.map((key) => `the key ${key} is shown`);
  if (seen.lang !== language) faults.push(`lang is ${seen.lang}`);
  if (seen.dir !== direction || seen.direction !== direction) faults.push(`dir is ${seen.dir}`);
  return faults;
}

/**
 * Presses Tab until the focus is on what is wanted, as somebody without a mouse does.
 * @param {Page} page
 * @param {string} selector
 */
export async function tabTo(page, selector) {
  const MOST_STOPS = 60;
  const stops = [];
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    const { found, name, visible } = await page.evaluate((selector) => {
      const element = document.activeElement;
      const style = element && getComputedStyle(element);
      return {
        found: Boolean(element?.matches(selector)),
        name: `${element?.tagName} ${element?.textContent?.trim().slice(0, 30)}`,
        visible: style?.outlineStyle !== 'none' || style?.boxShadow !== 'none',
      };
    }, selector);
    stops.push(name);
    if (found) {
      assert.ok(visible, `the focus can be seen on ${name}`);
      return;
    }
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reached ${selector}; it went ${stops.join(' → ')}`);
}
