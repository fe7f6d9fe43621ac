/** Files of every kind that the recorder makes, by its own example. */

import { spawn } from 'node:child_process';
import { samplesBinary } from './env.mjs';

/**
 * In the background and at the lowest priority; `samples.json` is written last.
 * @param {string} folder
 */
export function makeSamples(folder) {
  const child = spawn('nice', ['-n', '19', samplesBinary(), folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  });
  const end = () => {
    try {
      if (child.pid) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It is done.
    }
  };
  child.on('error', (error) => console.error(String(error)));
  process.on('exit', end);
  return { end };
}
