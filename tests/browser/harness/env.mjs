/** What the tests need from outside, and where things are. */

import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repo = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
/** Screenshots and logs for people to look at. */
export const out = join(repo, 'tests/browser/out');
mkdirSync(out, { recursive: true });

const NEEDED = {
  JOBGATE_TEST_BIN: 'the path of the built server, such as target/debug/jobgate',
  JOBGATE_TEST_PG:
    'the URL of a superuser of a running PostgreSQL (tests/with-postgres.sh makes one)',
};

/** What is missing for the tests to run, as lines for people; empty when nothing is. */
export function missing() {
  const lines = [];
  for (const [name, what] of Object.entries(NEEDED)) {
    if (!process.env[name]) lines.push(`${name} is not set: ${what}.`);
  }
  if (process.env.JOBGATE_TEST_BIN && !existsSync(process.env.JOBGATE_TEST_BIN)) {
    lines.push(`JOBGATE_TEST_BIN names ${process.env.JOBGATE_TEST_BIN}, which does not exist.`);
  } else if (process.env.JOBGATE_TEST_BIN && !existsSync(samplesBinary())) {
    lines.push(`${samplesBinary()} is missing: build with --all-targets.`);
  }
  if (!existsSync(join(repo, 'web/dist/index.html'))) {
    lines.push('web/dist is not built: run `make web`.');
  }
  for (const file of [camera, microphone]) {
    if (!existsSync(file)) lines.push(`${file} is missing: run tests/fixtures/make-media.sh.`);
  }
  if (!existsSync(join(modelsDir, 'face_detector.onnx'))) {
    lines.push(`${modelsDir} has no models: run deploy/scripts/fetch-models.sh.`);
  }
  if (!existsSync(chromiumPath)) lines.push(`${chromiumPath} is missing: run make setup-test.`);
  return lines;
}

/**
 * @param {keyof typeof NEEDED} name
 * @returns {string}
 */
function needed(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: ${NEEDED[name]}. \`make browser\` sets it.`);
  return value;
}

export const serverBinary = () => resolve(needed('JOBGATE_TEST_BIN'));
export const postgresUrl = () => needed('JOBGATE_TEST_PG');
/** Built beside the server: writes one file of every kind that the recorder makes. */
export const samplesBinary = () => join(dirname(serverBinary()), 'examples/samples');

/** The same: judges a film by the code that judges live. */
export const filmBinary = () => join(dirname(serverBinary()), 'examples/film');

export const camera = join(repo, '.cache/media/camera.mjpeg');
export const microphone = join(repo, '.cache/media/microphone.wav');
export const webDir = join(repo, 'web/dist');
export const portrait = join(repo, '.cache/media/portrait.png');
export const modelsDir = join(repo, '.cache/models');
export const chromiumPath = '/usr/bin/chromium';
export const chromiumAtCable = join(repo, 'tests/browser/harness/chromium-in-client.sh');
export const firefoxPath = '/usr/bin/firefox-esr';
