/** A real TURN server (Debian's coturn) with the settings that we hand out, at the server's end of the cable. */

import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { address } from './cable.mjs';
import { repo } from './env.mjs';
import { until } from './wait.mjs';

const PORT = 3478;
const SECRET = 'north-wind-and-sun-for-turn';

/** Settings of a server whose browsers may use it. */
export const withTurn = () => ({
  JOBGATE_TURN_URLS: `turn:${address()}:${PORT}?transport=tcp`,
  JOBGATE_TURN_SECRET: SECRET,
});

/**
 * Until `close`.
 * @param {string} folder for its files
 * @param {{ relaysTo?: string }} [options] the one address that it relays to
 */
export async function startTurn(folder, { relaysTo = address() } = {}) {
  const ours = await readFile(join(repo, 'deploy/turn/turnserver.conf'), 'utf8');
  const settings = ours
    .replace(/^static-auth-secret=.*$/m, `static-auth-secret=${SECRET}`)
    .replace(/^allowed-peer-ip=.*$/m, `allowed-peer-ip=${relaysTo}`)
    // A certificate of a cable's own would have to be trusted by the browser.
    .replace(/^(tls-listening-port|cert|pkey)=.*$/gm, 'no-tls');
  const file = join(folder, 'turnserver.conf');
  await writeFile(
    file,
    [
      settings,
      `listening-ip=${address()}`,
      `relay-ip=${address()}`,
      `pidfile=${join(folder, 'turnserver.pid')}`,
      `userdb=${join(folder, 'turn.sqlite')}`,
      'log-file=stdout',
      'verbose',
    ].join('\n'),
  );
  const child = spawn('turnserver', ['-c', file], { stdio: ['ignore', 'pipe', 'pipe'] });
  let told = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (told += part));
  await until('the TURN server', 10_000, () => reachable());
  return {
    log: () => told,
    close: () =>
      new Promise((done) => {
        child.once('close', done);
        child.kill();
      }),
  };
}

function reachable() {
  return new Promise((done) => {
    const socket = connect(PORT, address());
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}
