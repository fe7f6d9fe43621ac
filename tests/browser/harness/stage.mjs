/**
 * What a test file plays on: a database, the real server on it, and browsers. When a
 * scene fails, its pages, their consoles and the server's log are kept in `out/`.
 */

import { after, before, describe, it } from 'node:test';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Api } from './api.mjs';
import { Browser } from './chromium.mjs';
import { Database } from './database.mjs';
import { out } from './env.mjs';
import { LiveLog } from './live.mjs';
import { Server } from './server.mjs';

/** A scene that takes longer hangs: the longest, a whole script, has a limit of its own. */
const SCENE_WITHIN_MS = 120_000;
/** A start or a take that was cut off is closed in order. */
const CLOSE_WITHIN_MS = 60_000;

/** Twelve characters are the least that is allowed. */
export const PASSWORD = 'un mot de passe long';

export class Stage {
  #label;
  /** @type {Server | undefined} */
  #server;
  /** @type {Database | undefined} */
  #database;
  /** @type {Browser[]} */
  #browsers = [];
  #people = 0;
  folder = '';

  #settings;

  /** @param {string} label @param {Record<string, string>} settings of the server */
  constructor(label, settings) {
    this.#label = label;
    this.#settings = settings;
  }

  get server() {
    if (!this.#server) throw new Error('the server is not there yet');
    return this.#server;
  }

  get database() {
    if (!this.#database) throw new Error('the database is not there yet');
    return this.#database;
  }

  async open() {
    this.folder = await mkdtemp(join(tmpdir(), `jobgate-${this.#label}-files-`));
    this.#database = await Database.create(this.#label);
    this.#server = await Server.create(this.#label, this.#database.url, this.#settings);
    await this.#server.start();
    await this.#database.addShortScripts();
  }

  async close() {
    await this.closeBrowsers();
    // All of it, whatever fails on the way.
    const results = await Promise.allSettled([
      this.#server?.remove(),
      rm(this.folder, { recursive: true, force: true }),
    ]);
    results.push(...(await Promise.allSettled([this.#database?.drop()])));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  async closeBrowsers() {
    await Promise.all(this.#browsers.map((browser) => browser.close()));
    this.#browsers = [];
  }

  /** Nobody's browser. @param {import('./chromium.mjs').Wanted} [wanted] */
  async browser(wanted) {
    const browser = await Browser.open(this.server.origin, wanted);
    this.#browsers.push(browser);
    return browser;
  }

  /** The browser of somebody who has logged in before. @param {Api} api @param {import('./chromium.mjs').Wanted} [wanted] */
  async browserOf(api, wanted) {
    const browser = await this.browser(wanted);
    await api.lend(browser.context);
    return browser;
  }

  /** A person nobody has met before. @param {string} [firstName] */
  somebody(firstName = 'Salma') {
    this.#people += 1;
    return {
      email: `${firstName.toLowerCase()}.${this.#people}@example.org`,
      password: PASSWORD,
      first_name: firstName,
      last_name: `Amrani${'ABCDEFGHIJ'[this.#people % 10]}`,
    };
  }

  /** An account with both consents given, by the API: for scenes that are about something else. @param {string} [firstName] */
  async candidate(firstName) {
    const person = this.somebody(firstName);
    const api = await Api.signUp(this.server.origin, person);
    for (const kind of ['record', 'analyse']) await agree(api, kind);
    return { person, api };
  }

  /** The recruiter of the demo company. */
  recruiter() {
    return Api.login(this.server.origin, this.server.login('recruiter'));
  }

  /** The platform's admin of the demo. */
  admin() {
    return Api.login(this.server.origin, this.server.login('platform_admin'));
  }

  /** A recruiter of another company, made as an operator would. */
  async foreignRecruiter() {
    const email = `recruiter.${(this.#people += 1)}@elsewhere.example`;
    const { code, output } = await this.server.command(
      [
        ...['user', 'create', '--email', email, '--first-name', 'Omar', '--last-name', 'Naciri'],
        ...['--role', 'recruiter', '--company', 'Ailleurs SARL'],
      ],
      `${PASSWORD}\n`,
    );
    if (code !== 0) throw new Error(`user create: ${code}\n${output}`);
    return Api.login(this.server.origin, { email, password: PASSWORD });
  }

  /** @param {string} scene @param {unknown} error */
  async keepTraces(scene, error) {
    const name = `${this.#label}-${scene}`.replace(/\W+/g, '-').slice(0, 80);
    const parts = [String(error instanceof Error ? error.stack : error)];
    for (const [i, { page, watch }] of this.#browsers.entries()) {
      await page.screenshot({ path: join(out, `failed-${name}-${i}.png`) }).catch(() => {});
      const state = await page
        .evaluate(() => document.querySelector('[data-state]')?.getAttribute('data-state'))
        .catch(() => 'unknown');
      parts.push(`--- page ${i}: ${page.url()} (state ${state})`, ...watch.lines.slice(-60));
      parts.push('--- its live line', ...LiveLog.of(page).told().slice(-60));
    }
    parts.push('--- server', this.#server?.log() ?? '');
    const text = parts.join('\n');
    await writeFile(join(out, `failed-${name}.log`), text);
    console.error(text);
  }
}

/** Agrees to the current text of a kind. @param {Api} api @param {string} kind */
export async function agree(api, kind) {
  const { version } = await api.get(`/api/consents/texts/${kind}/?language=fr`);
  await api.ok('POST', '/api/consents/', { kind, version, language: 'fr' });
}

/**
 * A test file's scenes on a stage of their own.
 * @param {string} label
 * @param {(scene: (title: string, body: () => Promise<void>, options?: { timeout?: number }) => void, stage: Stage) => void} declare
 * @param {Record<string, string>} [settings] of the server, beside those of every test
 */
export function onStage(label, declare, settings = {}) {
  describe(label, { concurrency: 1 }, () => {
    const stage = new Stage(label, settings);
    before(() => stage.open(), { timeout: CLOSE_WITHIN_MS });
    after(() => stage.close(), { timeout: CLOSE_WITHIN_MS });
    declare((title, body, { timeout = SCENE_WITHIN_MS } = {}) => {
      it(title, { timeout: timeout + CLOSE_WITHIN_MS }, async () => {
        try {
          await limited(timeout, body());
        } catch (error) {
          await stage.keepTraces(title, error);
          throw error;
        } finally {
          await stage.closeBrowsers();
        }
      });
    }, stage);
  });
}

/** The runner's own limit would end the scene without its traces. @param {number} ms @param {Promise<void>} scene */
async function limited(ms, scene) {
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`the scene took more than ${ms / 1000} s`)), ms);
  });
  try {
    await Promise.race([scene, late]);
  } finally {
    clearTimeout(timer);
  }
}
