/** The real server, as a child process. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { modelsDir, serverBinary, webDir } from './env.mjs';
import { until } from './wait.mjs';

/** A debug build that hashes the demo's passwords and migrates needs some seconds. */
const START_WITHIN_MS = 60_000;
/** The server gives requests under way 10 s at a soft stop. */
const STOP_WITHIN_MS = 20_000;

/** @typedef {{ role: string, email: string, password: string }} Login */

export class Server {
  /** @type {import('node:child_process').ChildProcess | null} */
  #child = null;
  /** @type {string[]} */
  #log = [];
  /** Without a slash at its end. */
  origin = '';
  /** Kept over a restart, so that open pages find the server again. */
  #port = 0;
  /** @type {Login[]} */
  logins = [];

  /** @param {string} dataDir @param {string} databaseUrl @param {Record<string, string>} settings */
  constructor(dataDir, databaseUrl, settings) {
    this.dataDir = dataDir;
    this.databaseUrl = databaseUrl;
    this.settings = settings;
  }

  /** @param {string} label @param {string} databaseUrl @param {Record<string, string>} [settings] beside those of every test */
  static async create(label, databaseUrl, settings = {}) {
    const dataDir = await mkdtemp(join(tmpdir(), `jobgate-${label}-`));
    return new Server(dataDir, databaseUrl, settings);
  }

  #environment() {
    return {
      PATH: process.env.PATH,
      HOME: this.dataDir,
      DATABASE_URL: this.databaseUrl,
      JOBGATE_DATA_DIR: this.dataDir,
      JOBGATE_WEB_DIR: webDir,
      JOBGATE_MODELS_DIR: modelsDir,
      JOBGATE_MEDIA_PORT: '0',
      PORT: String(this.#port),
      RUST_BACKTRACE: '1',
      ...this.settings,
      ...(process.env.JOBGATE_LOG ? { JOBGATE_LOG: process.env.JOBGATE_LOG } : {}),
    };
  }

  async start() {
    if (this.#child) throw new Error('the server runs already');
    // A process group of its own, so that nothing it starts outlives the tests.
    const child = spawn(serverBinary(), ['serve', '--demo'], {
      cwd: this.dataDir,
      env: this.#environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.#child = child;
    running.add(child);
    let address = '';
    this.logins = [];
    let ended = /** @type {string | null} */ (null);
    child.on('error', (error) => (ended = String(error)));
    child.on('exit', (code, signal) => (ended = `exit ${code ?? signal}`));
    eachLine(child.stdout, (line) => {
      this.#log.push(line);
      address ||= /^JOBGATE Video Studio: (http:\/\/\S+)\//.exec(line)?.[1] ?? '';
      const login = /^ {2}(\S+) +(\S+@\S+) +(\S+)$/.exec(line);
      if (login) this.logins.push({ role: login[1], email: login[2], password: login[3] });
    });
    eachLine(child.stderr, (line) => this.#log.push(line));
    await until('the server is ready', START_WITHIN_MS, async () => {
      if (ended) throw new Error(`the server ended at its start: ${ended}\n${this.log()}`);
      if (!address) return false;
      const answer = await fetch(`${address}/readyz`).catch(() => null);
      return answer?.status === 200;
    });
    this.origin = address;
    this.#port = Number(new URL(address).port);
  }

  /** The soft stop: takes under way are closed and kept. */
  async stop() {
    const child = this.#child;
    if (!child) return;
    this.#child = null;
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      const late = setTimeout(() => {
        this.#log.push('(did not stop in time: killed)');
        child.kill('SIGKILL');
      }, STOP_WITHIN_MS);
      await gone;
      clearTimeout(late);
    }
    endGroup(child);
  }

  /** What the loss of the machine's power looks like to the data. */
  async kill() {
    const child = this.#child;
    if (!child) throw new Error('the server does not run');
    this.#child = null;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    endGroup(child);
  }

  async remove() {
    await this.stop();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  /**
   * Runs another command of the binary on the same data.
   * @param {string[]} args
   * @param {string} [input]
   * @returns {Promise<{ code: number | null, output: string }>}
   */
  async command(args, input = '') {
    const child = spawn(serverBinary(), args, {
      cwd: this.dataDir,
      env: this.#environment(),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (part) => (output += part));
    child.stderr.on('data', (part) => (output += part));
    child.stdin.end(input);
    const [code] = await once(child, 'close');
    return { code, output };
  }

  /** @param {string} role @returns {Login} */
  login(role) {
    const found = this.logins.find((login) => login.role === role);
    if (!found) throw new Error(`the demo printed no log-in of a ${role}:\n${this.log()}`);
    return found;
  }

  /** The last lines it wrote. @param {number} [lines] */
  log(lines = 120) {
    return stripVTControlCharacters(this.#log.slice(-lines).join('\n'));
  }
}

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** @param {import('node:child_process').ChildProcess} child */
function endGroup(child) {
  running.delete(child);
  try {
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nothing of it is left.
  }
}

process.on('exit', () => running.forEach(endGroup));
// A run that is stopped by hand leaves no server behind.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

/**
 * @param {import('node:stream').Readable} stream
 * @param {(line: string) => void} take
 */
function eachLine(stream, take) {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (part) => {
    const lines = (rest + part).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(take);
  });
  stream.on('end', () => rest && take(rest));
}
