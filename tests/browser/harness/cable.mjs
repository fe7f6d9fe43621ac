/**
 * The cable between the server and its clients, and what goes wrong with it. Needs
 * tests/between-namespaces.sh: all of this happens in namespaces that it made.
 */

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createSocket } from 'node:dgram';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The server's only port for media; nobody else lives in its namespace. */
export const MEDIA_PORT = 40_000;
const RELAY_PORT = 40_001;

/** Settings of a server at this end of the cable. */
export const atCable = () => ({
  HOST: address(),
  ALLOWED_HOSTS: address(),
  JOBGATE_MEDIA_PORT: String(MEDIA_PORT),
});

export function address() {
  const { JOBGATE_TEST_ADDRESS: value } = process.env;
  if (!value) throw new Error('JOBGATE_TEST_ADDRESS is not set: run tests/between-namespaces.sh');
  return value;
}

/** @param {string} rules of nft */
async function nft(rules) {
  const child = spawn('nft', ['-f', '-'], { stdio: ['pipe', 'pipe', 'pipe'] });
  let told = '';
  child.stdout.on('data', (part) => (told += part));
  child.stderr.on('data', (part) => (told += part));
  child.stdin.end(rules);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`nft: ${told}\n${rules}`);
}

/** Whole again. */
export async function mend() {
  await nft('add table inet cable\ndelete table inet cable\n');
}

/** Loses this share of the datagrams on the way up, each by itself. @param {number} percent */
export async function lose(percent) {
  await mend();
  await nft(`
table inet cable {
  chain up {
    type filter hook input priority 0;
    iifname "server0" meta l4proto udp numgen random mod 1000 < ${Math.round(percent * 10)} counter drop
  }
}
`);
}

/**
 * Lets no UDP through, as many a company's network; nor TCP to ports that are not the web's.
 * @param {{ tcpToo?: boolean }} [options]
 */
export async function blockUdp({ tcpToo = false } = {}) {
  await mend();
  await nft(`
table inet cable {
  chain up {
    type filter hook input priority 0;
    iifname "server0" meta l4proto udp counter drop
    ${tcpToo ? `iifname "server0" tcp dport ${MEDIA_PORT} counter drop` : ''}
  }
}
`);
}

/**
 * Delays each datagram on the way up by itself, so that they overtake each other. Until `close`.
 * @param {{ leastMs: number, mostMs: number }} delay
 */
export async function jitter({ leastMs, mostMs }) {
  const inward = createSocket('udp4');
  /** @type {Map<string, import('node:dgram').Socket>} */
  const clients = new Map();
  inward.on('message', (datagram, from) => {
    const name = `${from.address}:${from.port}`;
    let outward = clients.get(name);
    if (!outward) {
      outward = createSocket('udp4');
      outward.on('message', (answer) => inward.send(answer, from.port, from.address));
      clients.set(name, outward);
    }
    const socket = outward;
    setTimeout(
      () => socket.send(datagram, MEDIA_PORT, address()),
      leastMs + Math.random() * (mostMs - leastMs),
    );
  });
  inward.bind(RELAY_PORT, address());
  await once(inward, 'listening');
  await mend();
  await nft(`
table inet cable {
  chain up {
    type nat hook prerouting priority -100;
    iifname "server0" udp dport ${MEDIA_PORT} redirect to :${RELAY_PORT}
  }
}
`);
  return {
    close: async () => {
      await mend();
      inward.close();
      clients.forEach((socket) => socket.close());
    },
  };
}

/** The client's side gets another address, as when a phone changes its network. */
export async function moveClient() {
  const { JOBGATE_TEST_CLIENT_NETNS: client } = process.env;
  if (!client) throw new Error('JOBGATE_TEST_CLIENT_NETNS is not set');
  const address = (/** @type {string[]} */ ...change) =>
    run('ip', ['-n', client, 'address', ...change, 'dev', 'client0']);
  const { stdout } = await run('ip', ['-n', client, '-4', '-o', 'address', 'show', 'client0']);
  const before = /inet (10\.213\.0\.(\d+)\/24)/.exec(stdout);
  if (!before) throw new Error(`no address: ${stdout}`);
  await address('del', before[1]);
  await address('add', `10.213.0.${Number(before[2]) + 1}/24`);
}
