/** From a new account to a watched take, through the pages alone. */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Api } from './harness/api.mjs';
import { finished, hardlyAnyGap, near, noFaults } from './harness/checks.mjs';
import { onStage } from './harness/stage.mjs';
import {
  confirm,
  enterStudio,
  getReady,
  logIn,
  record,
  signUp,
  start,
  videoState,
  waitForPhase,
  waitForReview,
  watchToEnd,
} from './harness/studio.mjs';
import { sleep, until } from './harness/wait.mjs';

const SCRIPT_MS = 6000;

/** @param {any} answer a list, paged or not */
const rows = (answer) => answer.results ?? answer;

onStage('journey', (scene, stage) => {
  scene('a candidate records and keeps, a recruiter watches, both can see it', async () => {
    const { page, watch } = await stage.browser();
    const salma = stage.somebody('Salma');
    await signUp(page, salma);
    assert.equal(new URL(page.url()).pathname, '/videos', 'a candidate begins at the videos');

    // The studio: consent first, then the camera, then everything that is seen before Start.
    const live = await enterStudio(page, '/studio?script=test-short');
    await waitForPhase(page, 'consent');
    await page.getByTestId('consent-agree').click();
    await waitForPhase(page, 'coaching_consent');
    await page.getByTestId('coaching-agree').click();
    await getReady(page);
    for (const id of ['camera-select', 'mic-select', 'level-meter', 'prompt', 'progress']) {
      await page.getByTestId(id).first().waitFor();
    }
    assert.match(await page.getByTestId('prompt').innerText(), /Parlez de l’étape 0/);
    await page.getByTestId('notes').locator('visible=true').fill('Respirer, sourire.');

    await start(page);
    await until('the last step is prompted', SCRIPT_MS + 2000, async () =>
      /étape 3/.test(await page.getByTestId('prompt').innerText()),
    );
    await waitForReview(page, SCRIPT_MS);
    const remaining = live.heard('countdown').map(({ message }) => message.remaining);
    assert.deepEqual(remaining, [3, 2, 1]);
    assert.equal(live.one('stopping').message.reason, 'script_ended', 'it stops by itself');
    near('between started and stopping', live.recordedMs(), SCRIPT_MS, 200);
    const sealed = live.one('sealed').message;
    near('the sealed length', sealed.duration_ms, live.recordedMs(), 200);
    hardlyAnyGap(sealed.gaps);

    // The review plays, with what the camera saw.
    const review = page.getByTestId('review-player');
    await watchToEnd(review, SCRIPT_MS);
    const reviewed = await videoState(review);
    assert.equal(reviewed.size, '1280x720');
    near('the reviewed length', reviewed.timeMs, live.recordedMs(), 300);

    await page.getByTestId('visibility-all').click();
    await page.getByTestId('keep').click();
    await waitForPhase(page, 'kept');
    noFaults(watch, 'the candidate’s');

    const candidate = await Api.login(stage.server.origin, salma);
    await finished(candidate, sealed.take_id);
    const [video] = rows(await candidate.get('/api/videos/'));
    assert.deepEqual(
      [video.status, video.linked_to_cv, video.kept_take_id, video.private_notes],
      ['completed', true, sealed.take_id, 'Respirer, sourire.'],
    );

    // The recruiter, in a browser of their own.
    const recruiter = await stage.browser();
    await logIn(recruiter.page, stage.server.login('recruiter'));
    assert.equal(new URL(recruiter.page.url()).pathname, '/candidates');
    await recruiter.page.getByText(salma.last_name).first().click();
    await recruiter.page.locator('video').waitFor({ state: 'attached' });
    const player = recruiter.page.locator('main');
    await watchToEnd(player, SCRIPT_MS);
    const watched = await videoState(player);
    near('where it ended', watched.timeMs, watched.durationMs, 100);

    const recruiterApi = await stage.recruiter();
    const views = await until('the view is reported whole', 10_000, async () => {
      const found = rows(await recruiterApi.get(`/api/videos/${video.id}/views/`));
      return found[0]?.completed_viewing && found;
    });
    assert.equal(views.length, 1, JSON.stringify(views));
    near('the seconds watched', views[0].duration * 1000, watched.durationMs, 1000);
    noFaults(recruiter.watch, 'the recruiter’s');

    // A second visit: two seconds, a jump, one and a half more. What was jumped over does not count.
    await recruiter.page.reload();
    const again = recruiter.page.locator('main');
    await again.locator('video').waitFor({ state: 'attached' });
    await again.getByRole('button', { name: /^Lire/ }).first().click();
    // By the player's clock and not by ours: a busy machine starts late.
    const playedTo = async (/** @type {number} */ ms) => (await videoState(again)).timeMs >= ms;
    await until('two seconds are played', 15_000, () => playedTo(2000), 50);
    await again.locator('input[type="range"]').fill('4');
    await until('it plays on after the jump', 15_000, () => playedTo(5500), 50);
    await again
      .locator('video')
      .evaluate((/** @type {HTMLVideoElement} */ element) => element.pause());
    const { timeMs } = await videoState(again);
    assert.ok(timeMs > 4500 && timeMs < 6200, `it went on after the jump: ${timeMs} ms`);
    const second = await until('the second view is reported', 10_000, async () => {
      const found = rows(await recruiterApi.get(`/api/videos/${video.id}/views/`));
      return found.length === 2 && found.find((/** @type {any} */ view) => view.id !== views[0].id);
    });
    await until('its last seconds are reported', 8_000, async () => {
      const found = rows(await recruiterApi.get(`/api/videos/${video.id}/views/`));
      const own = found.find((/** @type {any} */ view) => view.id === second.id);
      return Math.abs(own.duration - 3.5) <= 1 && own.intervals.length === 2;
    });

    // The candidate sees that the company watched, and nothing of its judgement.
    const [{ company, ...seen }] = rows(await candidate.get(`/api/videos/${video.id}/views/`));
    assert.deepEqual(Object.keys(seen).sort(), ['completed_viewing', 'viewed_at']);
    const counted = await candidate.get(`/api/videos/${video.id}/`);
    assert.deepEqual([counted.view_count, counted.unique_viewers], [2, 1]);
    await page.goto(`/videos/${video.id}`);
    const name = typeof company === 'string' ? company : company.name;
    await page.getByText(name).first().waitFor();
    noFaults(watch, 'the candidate’s');
  });

  scene('a practice take is the candidate’s alone', async () => {
    const { person, api } = await stage.candidate('Nadia');
    await api.ok('PUT', '/api/candidate/visibility/', { all_companies: true, company_ids: [] });
    const { page } = await stage.browserOf(api);
    const live = await enterStudio(page, '/studio?script=test-short&practice=1');
    await page.getByTestId('practice-badge').waitFor();
    await getReady(page);
    await start(page);
    await sleep(1500);
    await page.getByTestId('stop').click();
    await waitForReview(page);
    assert.equal(live.one('stopping').message.reason, 'asked');
    await page.getByTestId('practice-badge').waitFor();
    assert.equal(await page.getByTestId('keep').count(), 0, 'nothing to keep');
    await watchToEnd(page.getByTestId('review-player'), live.recordedMs());

    const takeId = live.one('sealed').message.take_id;
    await finished(api, takeId);
    const kept = await api.call('POST', `/api/takes/${takeId}/keep/`, {});
    assert.deepEqual([kept.status, kept.body.type], [409, '/problems/practice-take']);
    const take = await api.get(`/api/takes/${takeId}/`);
    const recruiter = await stage.recruiter();
    for (const path of [
      `/api/videos/${take.video_id}/`,
      `/api/videos/${take.video_id}/playback/`,
      `/api/takes/${takeId}/`,
      `/api/takes/${takeId}/playback/`,
    ]) {
      assert.equal((await recruiter.call('GET', path)).status, 404, path);
    }
    const listed = rows(await recruiter.get('/api/candidate/profiles/'));
    const found = listed.find((/** @type {any} */ one) => one.last_name === person.last_name);
    assert.equal(found, undefined, 'no kept video, so not among the candidates');
  });

  scene('a take is taken again, and one that is deleted leaves no byte', async () => {
    const { api } = await stage.candidate('Karim');
    const { page, watch } = await stage.browserOf(api);
    const first = await record(page, 'test-brief');
    await finished(api, first.takeId);

    first.live.clear();
    await page.getByTestId('retake').click();
    await waitForPhase(page, 'ready', 30_000);
    await start(page);
    await waitForReview(page, 4000);
    const secondId = first.live.one('sealed').message.take_id;
    assert.notEqual(secondId, first.takeId);
    const take = await finished(api, secondId);
    assert.equal(take.number, 2, 'one more take of the same video');
    const { takes } = await api.get(`/api/videos/${take.video_id}/`);
    assert.equal(takes.length, 2);

    const stored = await stage.database.query(
      'SELECT kind, storage_key FROM assets WHERE take_id = $1',
      [secondId],
    );
    assert.deepEqual(stored.map(({ kind }) => kind).sort(), [
      'master',
      'mp4',
      'poster',
      'thumbnails',
    ]);
    const { folder, names } = await storage(stage.server.dataDir);
    for (const { storage_key } of stored) {
      assert.ok(
        names.some((name) => name.endsWith(storage_key)),
        `${storage_key} in ${folder}`,
      );
    }
    const { sources } = await api.get(`/api/takes/${secondId}/playback/`);

    await page.getByTestId('delete').click();
    await confirm(page);
    await waitForPhase(page, 'devices');
    noFaults(watch, 'the candidate’s');
    await until('its files are erased', 15_000, async () => {
      const { names: left } = await storage(stage.server.dataDir);
      return stored.every(({ storage_key }) => !left.some((name) => name.endsWith(storage_key)));
    });
    assert.deepEqual(
      await stage.database.query('SELECT 1 FROM assets WHERE take_id = $1', [secondId]),
      [],
    );
    assert.equal((await api.fetch(sources[0].url)).status, 404, 'a link from before');
    const { names: left } = await storage(stage.server.dataDir);
    assert.ok(
      left.some((name) => name.includes(first.takeId)),
      'the other take is still there',
    );
    assert.ok(!existsSync(join(stage.server.dataDir, 'takes', secondId)));
    const { code, output } = await stage.server.command(['check']);
    assert.equal(code, 0, output);
  });
});

/** Every stored file. @param {string} dataDir */
async function storage(dataDir) {
  const folder = join(dataDir, 'media');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  // Empty files would be as good as none.
  for (const name of names) assert.ok((await readFile(name)).length > 0, name);
  return { folder, names };
}
