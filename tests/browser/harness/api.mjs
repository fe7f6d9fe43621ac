/** A person at the API alone, with an own cookie jar: what a program or a curious user can do. */

import { writeFile } from 'node:fs/promises';

/** @typedef {{ status: number, body: any, headers: Headers }} Answer */

export class Api {
  #token = '';
  /** @type {Map<string, { value: string, path: string }>} */
  #cookies = new Map();
  /** @type {any} */
  user = null;

  /** @param {string} origin */
  constructor(origin) {
    this.origin = origin;
  }

  /** @param {string} origin @param {{ email: string, password: string }} login */
  static async login(origin, { email, password }) {
    const api = new Api(origin);
    api.#enter(await api.ok('POST', '/api/auth/login/', { email, password }));
    return api;
  }

  /** @param {string} origin @param {{ email: string, password: string, first_name: string, last_name: string, language?: string }} person */
  static async signUp(origin, person) {
    const api = new Api(origin);
    api.#enter(await api.ok('POST', '/api/auth/signup/', { language: 'fr', ...person }));
    return api;
  }

  /**
   * Gives the session to a browser, as if its person had logged in there.
   * @param {import('playwright-core').BrowserContext} context
   */
  async lend(context) {
    const { hostname } = new URL(this.origin);
    const cookies = [...this.#cookies].map(([name, { value, path }]) => ({
      ...{ name, value, path, domain: hostname },
      httpOnly: true,
      sameSite: /** @type {const} */ ('Strict'),
    }));
    await context.addCookies(cookies);
  }

  /** @param {any} session */
  #enter(session) {
    this.#token = session.access_token;
    this.user = session.user;
  }

  /** For a client that is none of ours. */
  get token() {
    return this.#token;
  }

  /** What was seen elsewhere must not be usable here. @param {string} url @param {RequestInit} [init] */
  fetch(url, init = {}) {
    const headers = new Headers(init.headers);
    if (this.#cookies.size > 0) {
      headers.set(
        'cookie',
        [...this.#cookies].map(([name, { value }]) => `${name}=${value}`).join('; '),
      );
    }
    if (this.#token && url.startsWith('/api/'))
      headers.set('authorization', `Bearer ${this.#token}`);
    return fetch(new URL(url, this.origin), { ...init, headers, redirect: 'manual' });
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   * @returns {Promise<Answer>}
   */
  async call(method, path, body) {
    const response = await this.fetch(path, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value, rest] = /^([^=]+)=([^;]*)(.*)$/.exec(cookie) ?? [];
      const path = /;\s*Path=([^;]+)/i.exec(rest ?? '')?.[1] ?? '/';
      if (name) this.#cookies.set(name, { value, path });
    }
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      body: isJson && text ? JSON.parse(text) : text,
      headers: response.headers,
    };
  }

  /** The body of a successful answer. @param {string} method @param {string} path @param {unknown} [body] */
  async ok(method, path, body) {
    const answer = await this.call(method, path, body);
    if (answer.status >= 300) {
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    return answer.body;
  }

  /** @param {string} path @returns {Promise<any>} */
  get(path) {
    return this.ok('GET', path);
  }

  /** @param {string} url @param {string} file */
  async download(url, file) {
    const response = await this.fetch(url);
    if (response.status !== 200) throw new Error(`GET ${url}: ${response.status}`);
    await writeFile(file, Buffer.from(await response.arrayBuffer()));
    return file;
  }
}
