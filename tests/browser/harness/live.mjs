/**
 * What passes on the live WebSocket of a page, with the browser's own times. By the
 * browser's debugging protocol: the page itself is untouched.
 */

import { until } from './wait.mjs';

/**
 * @typedef {{ type: string, [field: string]: any }} Message
 * @typedef {{ atMs: number, sent: boolean, message: Message }} Heard
 */

/** @type {WeakMap<import('playwright-core').Page, LiveLog>} */
const logs = new WeakMap();

export class LiveLog {
  /** @type {Heard[]} */
  all = [];

  /**
   * Listens to a page from now on; call before it opens a line.
   * @param {import('playwright-core').Page} page
   */
  static async begin(page) {
    const log = new LiveLog();
    logs.set(page, log);
    const session = await page.context().newCDPSession(page);
    /** @param {boolean} sent */
    const listen =
      (sent) => (/** @type {{ timestamp: number, response: { payloadData: string } }} */ event) => {
        try {
          const message = JSON.parse(event.response.payloadData);
          log.all.push({ atMs: event.timestamp * 1000, sent, message });
        } catch {
          // Not ours.
        }
      };
    session.on('Network.webSocketFrameReceived', listen(false));
    session.on('Network.webSocketFrameSent', listen(true));
    await session.send('Network.enable');
    return log;
  }

  /** The log of a page of the harness. @param {import('playwright-core').Page} page */
  static of(page) {
    const log = logs.get(page);
    if (!log) throw new Error('nobody listens to this page');
    return log;
  }

  /** Forgets what was heard, for the next take of the same page. */
  clear() {
    this.all = [];
  }

  /** What the server said. @param {string} type @returns {Heard[]} */
  heard(type) {
    return this.all.filter((entry) => !entry.sent && entry.message.type === type);
  }

  /** The first of its type. @param {string} type @returns {Heard} */
  one(type) {
    const [found] = this.heard(type);
    if (!found) throw new Error(`no ${type} was heard; heard: ${this.types().join(' ')}`);
    return found;
  }

  /** @param {string} type @param {number} withinMs */
  async wait(type, withinMs) {
    await until(`the server says ${type}; heard: ${this.types().join(' ')}`, withinMs, () => {
      const errors = this.heard('error').filter(({ message }) => message.fatal);
      if (errors.length > 0 && type !== 'error') {
        throw new Error(`waiting for ${type}: ${JSON.stringify(errors[0].message)}`);
      }
      return this.heard(type).length > 0;
    });
    return this.one(type);
  }

  /** For people: what was said when, in seconds from the first message. */
  told() {
    const zero = this.all[0]?.atMs ?? 0;
    return this.all.map(({ atMs, sent, message }) => {
      const { sdp, script, ticket: _ticket, resume_key: _key, ...rest } = message;
      const short = sdp ? { ...rest, sdp: `${sdp.length} characters` } : rest;
      const at = ((atMs - zero) / 1000).toFixed(3);
      return `${at} ${sent ? '→' : '←'} ${JSON.stringify(script ? { ...short, script: script.slug } : short)}`;
    });
  }

  types() {
    return this.all.map(({ sent, message }) => (sent ? `>${message.type}` : message.type));
  }

  /**
   * Milliseconds between the take's zero and `stopping`, as the page heard them. Each `progress`
   * says how long ago zero was when it was told; the one that was least held up says it best.
   */
  recordedMs() {
    const zeros = this.heard('progress').map(({ atMs, message }) => atMs - message.elapsed_ms);
    return this.one('stopping').atMs - Math.min(...zeros);
  }
}
