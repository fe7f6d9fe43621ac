/** Sound and picture in step: flash and beep through the real page, measured in the file. */

import assert from 'node:assert/strict';
import { files } from './harness/checks.mjs';
import {
  EVERY_MS,
  FLASH_OPTIONS,
  flashInsteadOfCamera,
  measureSync,
  median,
} from './harness/flashes.mjs';
import { onStage } from './harness/stage.mjs';
import { record } from './harness/studio.mjs';

/** The browser's own capture and encoding are within this; ours is tested to 40 ms elsewhere. */
const IN_STEP_MS = 80;

onStage('sync', (scene, stage) => {
  scene('flash and beep stay together from the page to the MP4', async () => {
    const { api } = await stage.candidate('Imane');
    const { page } = await stage.browserOf(api);
    await page.addInitScript(flashInsteadOfCamera, FLASH_OPTIONS);
    const { takeId, recordedMs } = await record(page, 'test-flash');
    const { mp4, master } = await files(api, takeId, stage.folder);
    for (const file of [master, mp4]) {
      const measured = await measureSync(file);
      const told = `${file}: ${measured.offsetsMs.map(Math.round).join(' ')} ms`;
      console.log(told);
      assert.ok(measured.offsetsMs.length >= recordedMs / EVERY_MS - 4, told);
      // Each half for itself: what drifts apart may be in step on the average.
      const middle = Math.floor(measured.offsetsMs.length / 2);
      for (const half of [measured.offsetsMs.slice(0, middle), measured.offsetsMs.slice(middle)]) {
        assert.ok(Math.abs(median(half)) <= IN_STEP_MS, told);
      }
    }
  });
});
