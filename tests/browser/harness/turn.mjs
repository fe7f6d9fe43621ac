/** A real TURN server (Debian's coturn) with the settings that we hand out, at the server's end of the cable. */

import { execFile, spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { address } from './cable.mjs';
import { repo } from './env.mjs';
import { until } from './wait.mjs';

const run = promisify(execFile);

const PORT = 3478;
const TLS_PORT = 5349;
const SECRET = 'north-wind-and-sun-for-turn';

/** Settings of a server whose browsers may use it. */
export const withTurn = () => ({
  JOBGATE_TURN_URLS: `turns:${address()}:${TLS_PORT}?transport=tcp,turn:${address()}:${PORT}?transport=tcp`,
  JOBGATE_TURN_SECRET: SECRET,
});

/**
 * Until `close`.
 * @param {string} folder for its files
 * @param {{ relaysTo?: string, tls?: boolean }} [options] the one address that it relays to, and
 *   whether it is met over TLS (with a certificate that nobody has signed) or over plain TCP alone
 */
export async function startTurn(folder, { relaysTo = address(), tls = false } = {}) {
  const ours = await readFile(join(repo, 'deploy/turn/turnserver.conf'), 'utf8');
  const settings = ours
    .replace(/^static-auth-secret=.*$/m, `static-auth-secret=${SECRET}`)
    .replace(/^allowed-peer-ip=.*$/m, `allowed-peer-ip=${relaysTo}`)
    .replace(/^(tls-listening-port|cert|pkey)=.*\n/gm, '');
  const [certificate, key] = ['turn-cert.pem', 'turn-key.pem'].map((name) => join(folder, name));
  if (tls) {
    await run('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-days', '2', '-subj', '/CN=turn', '-addext', `subjectAltName=IP:${address()}`],
      ...['-keyout', key, '-out', certificate],
    ]);
  }
  const file = join(folder, 'turnserver.conf');
  await writeFile(
    file,
    [
      settings,
      ...(tls
        ? ['no-tcp', `tls-listening-port=${TLS_PORT}`, `cert=${certificate}`, `pkey=${key}`]
        : ['no-tls']),
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
  await until('the TURN server', 10_000, () => reachable(tls ? TLS_PORT : PORT));
  return {
    log: () => told,
    close: () =>
      new Promise((done) => {
        child.once('close', done);
        child.kill();
      }),
  };
}

/** @param {number} port */
function reachable(port) {
  return new Promise((done) => {
    const socket = connect(port, address());
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}
