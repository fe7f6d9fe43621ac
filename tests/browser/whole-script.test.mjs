/** The whole 90 seconds, as everybody records them. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  checkMaster,
  checkMp4,
  checkPlays,
  files,
  hardlyAnyGap,
  near,
  noFaults,
} from './harness/checks.mjs';
import { filmBinary, modelsDir } from './harness/env.mjs';
import { videoPackets } from './harness/media.mjs';
import { onStage } from './harness/stage.mjs';
import { until } from './harness/wait.mjs';
import { enterStudio, getReady, linkOf, start, waitForReview } from './harness/studio.mjs';

const run = promisify(execFile);

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
      coachedThroughout(live);
      const sealed = live.one('sealed').message;
      near('the sealed length', sealed.duration_ms, live.recordedMs(), 200);
      hardlyAnyGap(sealed.gaps);
      noFaults(watch, 'the studio');

      await judged(api, sealed.take_id);
      const durationMs = live.recordedMs();
      const { mp4, master, playback } = await files(api, sealed.take_id, stage.folder);
      await judgedAlikeOffline(master, live);
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

/** Once a second, about the time since the second before, and content. @param {import('./harness/live.mjs').LiveLog} live */
function coachedThroughout(live) {
  const told = live.heard('guidance').filter(({ message }) => message.take_ms !== null);
  assert.ok(told.length >= 88, `${told.length} messages of guidance in 90 s`);
  for (const [i, { message }] of told.entries()) {
    const before = told[i - 1]?.message.media_ms ?? message.media_ms - 1000;
    near('from one look to the next', message.media_ms - before, 1000, 500);
    assert.equal(message.every_ms, 1000, 'nothing was shed');
    assert.equal(message.hint, null, JSON.stringify(message));
    for (const criterion of ['face', 'lighting', 'audio', 'position']) {
      assert.ok(message.scores[criterion] >= 70, `${criterion}: ${JSON.stringify(message)}`);
    }
  }
}

/**
 * What the candidate finds afterwards.
 * @param {import('./harness/api.mjs').Api} api
 * @param {string} takeId
 */
async function judged(api, takeId) {
  const quality = await until('the take is scored', 90_000, async () => {
    const answer = await api.get(`/api/takes/${takeId}/quality/`);
    return answer.status !== 'pending' && answer;
  });
  assert.equal(quality.status, 'ready', JSON.stringify(quality));
  assert.ok(quality.overall >= 70, `overall ${quality.overall}`);
  assert.ok(quality.samples.length >= 88, `${quality.samples.length} samples`);
  assert.ok(quality.samples[0].at_ms < 1500, `the first sample is of ${quality.samples[0].at_ms}`);
  assert.deepEqual(quality.hints, []);
  // DNSMOS P.835 of a good microphone in a quiet room.
  assert.ok(quality.speech.overall_mos > 2.5, JSON.stringify(quality.speech));
}

/** Live it was the small layer that was looked at, here it is the recorded one. */
const ALIKE_POINTS = 8;

/**
 * The recorded file, judged by the same code, gives the scores that were told live.
 * @param {string} master
 * @param {import('./harness/live.mjs').LiveLog} live
 */
async function judgedAlikeOffline(master, live) {
  const { stdout } = await run(filmBinary(), [modelsDir, master]);
  const offline = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.ok(offline.length >= 88, `${offline.length} seconds were judged`);
  const told = live.heard('guidance').filter(({ message }) => message.take_ms !== null);
  for (const criterion of ['face', 'lighting', 'audio', 'position']) {
    const median = (/** @type {any[]} */ of) =>
      of.map(({ scores }) => scores[criterion]).sort((a, b) => a - b)[Math.floor(of.length / 2)];
    const [there, here] = [median(told.map(({ message }) => message)), median(offline)];
    console.log(`${criterion}: ${there.toFixed(1)} live, ${here.toFixed(1)} from the file`);
    near(`the ${criterion} score of the file`, here, there, ALIKE_POINTS);
  }
}
