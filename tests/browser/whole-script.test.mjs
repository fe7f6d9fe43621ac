/** The whole 90 seconds, as everybody records them. */

import assert from 'node:assert/strict';
import {
  checkMaster,
  checkMp4,
  checkPlays,
  files,
  hardlyAnyGap,
  near,
  noFaults,
} from './harness/checks.mjs';
import { videoPackets } from './harness/media.mjs';
import { onStage } from './harness/stage.mjs';
import { enterStudio, getReady, linkOf, start, waitForReview } from './harness/studio.mjs';

const SCRIPT_MS = 90_000;
const STEPS_MS = [0, 20_000, 45_000, 70_000, 90_000];
/** How late a message may come to a page on the same machine. */
const MESSAGE_WITHIN_MS = 300;
/** Fast enough to be done in seconds; sound is still decoded. */
const RATE = 8;

onStage('whole-script', (scene, stage) => {
  scene(
    'the default script: four steps, 90 seconds, one file that plays and seeks',
    async () => {
      const { api } = await stage.candidate('Yasmine');
      const { page, watch } = await stage.browserOf(api);
      const live = await enterStudio(page, '/studio');
      await getReady(page);
      await start(page);
      await waitForReview(page, SCRIPT_MS);

      const started = live.one('started');
      assert.equal(started.message.script_duration_ms, SCRIPT_MS);
      near('between started and stopping', live.recordedMs(), SCRIPT_MS, 200);
      const steps = live.heard('step');
      assert.deepEqual(
        steps.map(({ message }) => [message.index, message.start_ms, message.end_ms]),
        [0, 1, 2, 3].map((index) => [index, STEPS_MS[index], STEPS_MS[index + 1]]),
      );
      assert.deepEqual(
        steps.map(({ message }) => message.key),
        ['who_i_am', 'education_projects', 'skills_motivation', 'goals'],
      );
      for (const { atMs, message } of steps) {
        near(
          `when ${message.key} was told`,
          atMs - started.atMs,
          message.start_ms,
          MESSAGE_WITHIN_MS,
        );
      }
      const seconds = live
        .heard('progress')
        .map(({ message }) => Math.floor(message.elapsed_ms / 1000));
      for (let second = 1; second < 90; second += 1) {
        assert.ok(seconds.includes(second), `progress at second ${second}`);
      }
      const sealed = live.one('sealed').message;
      near('the sealed length', sealed.duration_ms, live.recordedMs(), 200);
      hardlyAnyGap(sealed.gaps);
      noFaults(watch, 'the studio');

      const durationMs = live.recordedMs();
      const { mp4, master, playback } = await files(api, sealed.take_id, stage.folder);
      assert.equal(live.one('answer').message.video_codec, 'h264', 'what Chromium prefers here');
      await checkMaster(master, { codec: 'h264', durationMs });
      await checkMp4(mp4, { durationMs });
      const frames = (await videoPackets(mp4)).length;
      assert.ok(frames > 15 * 90, `${frames} pictures in 90 s`);
      assert.deepEqual(
        playback.chapters.map((/** @type {any} */ chapter) => chapter.start_ms),
        STEPS_MS.slice(0, 4),
      );

      // In the browser itself, by a link of its own session. That a master plays too is shown
      // where takes are short.
      const url = await linkOf(page, sealed.take_id, 'mp4');
      await checkPlays(page, url, { durationMs, frames, rate: RATE });
    },
    { timeout: 240_000 },
  );
});
