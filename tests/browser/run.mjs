/**
 * Runs every test file in two rows. In one, one after the other, what encodes video in real
 * time and measures it: it would suffer from neighbours on a small machine. Beside it, at the
 * lowest priority, what only looks at pages and files; its report comes when it is through.
 *   npm test               all
 *   npm test -- journey    the files whose names contain the word
 */

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
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
  .filter((name) => words.length === 0 || words.some((word) => name.includes(word)))
  .map((name) => join(folder, name));
if (files.length === 0) {
  console.error(`✗ no test file is named like ${words.join(', ')}`);
  process.exit(2);
}

// Made beside the other tests, at low priority: encoding them takes more than a minute.
const samples = files.some((file) => file.endsWith('samples.test.mjs'))
  ? mkdtempSync(join(tmpdir(), 'jobgate-samples-'))
  : null;
const making = samples === null ? null : makeSamples(samples);

/** Files in which no moment is measured. */
const CALM = ['explorer', 'pages', 'two-step', 'upload'];

/**
 * @param {string[]} row
 * @param {{ calm: boolean }} how
 * @returns {Promise<number>} the exit code
 */
function run(row, { calm }) {
  if (row.length === 0) return Promise.resolve(0);
  const flags = ['--test', '--test-concurrency=1', '--test-reporter=spec'];
  const command = [process.execPath, ...flags, ...row];
  const [program, ...rest] = calm ? ['nice', '-n', '19', ...command] : command;
  const child = spawn(program, rest, {
    stdio: ['ignore', calm ? 'pipe' : 'inherit', 'inherit'],
    env: { ...process.env, ...(samples ? { JOBGATE_TEST_SAMPLES: samples } : {}) },
  });
  /** @type {Buffer[]} */
  const report = [];
  child.stdout?.on('data', (piece) => report.push(piece));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      process.stdout.write(Buffer.concat(report));
      resolve(code ?? 1);
    });
  });
}

const isCalm = (/** @type {string} */ file) => CALM.includes(basename(file, '.test.mjs'));
const codes = await Promise.all([
  run(
    files.filter((file) => !isCalm(file)),
    { calm: false },
  ),
  run(files.filter(isCalm), { calm: true }),
]);
making?.end();
if (samples) rmSync(samples, { recursive: true, force: true });
process.exit(Math.max(...codes));
