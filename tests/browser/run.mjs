/**
 * Runs every test file. Those that record go one after the other: each drives a browser that
 * encodes video, and the measures of time would suffer from neighbours on a small machine. Those
 * that mostly wait for pages go two at once.
 *   npm test               all
 *   npm test -- journey    the files whose names contain the word
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missing } from './harness/env.mjs';
import { makeSamples } from './harness/samples.mjs';

const lines = missing();
if (lines.length > 0) {
  console.error(`✗ The browser tests cannot start. \`make browser\` prepares all this:`);
  for (const line of lines) console.error(`  ${line}`);
  process.exit(2);
}

const folder = dirname(fileURLToPath(import.meta.url));
const words = process.argv.slice(2);
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.test.mjs'))
  // A cable to harm is there or not; see tests/between-namespaces.sh.
  .filter((name) => name.startsWith('network') === 'JOBGATE_TEST_CLIENT_NETNS' in process.env)
  .filter((name) => words.length === 0 || words.some((word) => name.includes(word)))
  .map((name) => join(folder, name));
if (files.length === 0) {
  console.error(`✗ no test file is named like ${words.join(', ')}`);
  process.exit(2);
}

/** No camera, and no deadline that a second browser beside them could break. */
const SIDE_BY_SIDE = [
  'events',
  'explorer',
  'offers',
  'profiles',
  'search',
  'two-step',
  'two-tabs',
  'unverified',
].map((name) => join(folder, `${name}.test.mjs`));

// Made beside the other tests, at low priority: encoding them takes more than a minute.
const samples = files.some((file) => file.endsWith('samples.test.mjs'))
  ? mkdtempSync(join(tmpdir(), 'jobgate-samples-'))
  : null;
const making = samples === null ? null : makeSamples(samples);

/** @param {string[]} together @param {number} atOnce @returns {Promise<number>} the exit code */
async function run(together, atOnce) {
  if (together.length === 0) return 0;
  const flags = ['--test', `--test-concurrency=${atOnce}`, '--test-reporter=spec'];
  const child = spawn(process.execPath, [...flags, ...together], {
    stdio: 'inherit',
    env: { ...process.env, ...(samples ? { JOBGATE_TEST_SAMPLES: samples } : {}) },
  });
  const [code] = await once(child, 'exit');
  return code ?? 1;
}

const alone = files.filter((file) => !SIDE_BY_SIDE.includes(file));
const codes = [
  await run(
    files.filter((file) => SIDE_BY_SIDE.includes(file)),
    2,
  ),
  await run(alone, 1),
];
making?.end();
if (samples) rmSync(samples, { recursive: true, force: true });
process.exit(Math.max(...codes));
