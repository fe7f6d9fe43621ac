/** Waiting for what other processes do. */

export const sleep = (/** @type {number} */ ms) => new Promise((done) => setTimeout(done, ms));

/**
 * Asks until the answer is truthy; an error of `look` ends the waiting at once.
 * @template T
 * @param {string} what for the message when it does not happen
 * @param {number} withinMs
 * @param {() => Promise<T | false | null | undefined> | T | false | null | undefined} look
 * @param {number} [everyMs]
 * @returns {Promise<T>}
 */
export async function until(what, withinMs, look, everyMs = 100) {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > deadline) throw new Error(`waited ${withinMs / 1000} s in vain: ${what}`);
    await sleep(everyMs);
  }
}
