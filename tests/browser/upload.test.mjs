/** A video from somebody's disk: refused, cancelled, or a take like any other. */

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Api } from './harness/api.mjs';
import { checkMaster, checkPlays, files, near, noFaults } from './harness/checks.mjs';
import { camera, microphone } from './harness/env.mjs';
import { axePath, inspect, LANGUAGES, tabTo } from './harness/looks.mjs';
import { ffmpeg, videoPackets } from './harness/media.mjs';
import { agree, onStage } from './harness/stage.mjs';
import { linkOf, logIn, videoState, watchToEnd } from './harness/studio.mjs';
import { until } from './harness/wait.mjs';

/** @typedef {import('playwright-core').Page} Page */

const FILM_MS = 8000;
/** Converting and looking second by second, at low priority on a busy machine. */
const SCORED_WITHIN_MS = 90_000;

/** Converted, rendered, looked at and played five times, beside whatever else the machine does. */
const LONG = { timeout: 240_000 };

/** As a phone writes it, with the place where it was filmed. @param {string} folder */
async function film(folder) {
  const file = join(folder, 'Ma présentation.mp4');
  await ffmpeg([
    ...['-f', 'mjpeg', '-framerate', '30', '-i', camera, '-i', microphone],
    ...['-t', String(FILM_MS / 1000), '-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '20'],
    ...['-pix_fmt', 'yuv420p', '-g', '60', '-c:a', 'aac', '-b:a', '128k'],
    ...['-movflags', 'use_metadata_tags', '-metadata', 'location=+33.5731-007.5898/', file],
  ]);
  return file;
}

/** @param {string} folder */
async function textCalledFilm(folder) {
  const file = join(folder, 'film.mp4');
  await writeFile(file, '#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n');
  return file;
}

/** @param {Page} page @param {string} file */
async function choose(page, file) {
  await page.getByRole('dialog').locator('input[type=file]').setInputFiles(file);
}

/** So that an upload lasts: bytes a second, 0 for as fast as it goes. @param {Page} page */
async function slowLine(page) {
  const line = await page.context().newCDPSession(page);
  return (/** @type {number} */ bytesPerSecond) =>
    line.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: bytesPerSecond || -1,
    });
}

onStage('upload', (scene, stage) => {
  scene(
    'a candidate uploads a video, reviews and keeps it, a recruiter watches',
    async () => {
      const person = stage.somebody('Salma');
      const api = await Api.signUp(stage.server.origin, person);
      await agree(api, 'analyse');
      const { page, watch } = await stage.browserOf(api);
      await page.goto('/videos');
      await page.getByTestId('upload').click();

      // Consent first, as before a recording.
      await page.getByTestId('upload-agree').click();
      await page.getByRole('dialog').getByText('500 Mo').waitFor();

      // By its bytes, not by its name.
      await choose(page, await textCalledFilm(stage.folder));
      await page.getByTestId('upload-send').click();
      await page
        .getByRole('alert')
        .getByText(/MP4, MOV ou WebM/)
        .waitFor();
      // The browser tells of each refused request.
      assert.equal(watch.take().length, 1, 'one refusal');

      await choose(page, await film(stage.folder));
      const title = page.getByRole('dialog').getByLabel('Titre de la vidéo');
      assert.equal(await title.inputValue(), 'Ma présentation');
      await title.fill('Moi en huit secondes');
      await page.getByTestId('upload-send').click();

      // Its own page shows it by itself once it is there.
      await page.waitForURL(/\/videos\/[0-9a-f-]{36}/);
      await page.getByRole('heading', { name: 'Moi en huit secondes' }).waitFor();
      await page.locator('main video').waitFor({ state: 'attached', timeout: SCORED_WITHIN_MS });
      const takeId = new URL(page.url()).searchParams.get('take') ?? '';
      const quality = await until('its scores', SCORED_WITHIN_MS, async () => {
        const answer = await api.get(`/api/takes/${takeId}/quality/`);
        return answer.status === 'ready' && answer;
      });
      // A good portrait and a clear voice: what the live analysis says of them, too.
      for (const criterion of ['face', 'lighting', 'audio', 'position']) {
        assert.ok(
          quality.scores[criterion] >= 70,
          `${criterion}: ${JSON.stringify(quality.scores)}`,
        );
      }
      near('a sample a second', quality.samples.length, FILM_MS / 1000, 1);
      await page
        .getByText(new RegExp(`${Math.round(quality.overall)}/100`))
        .first()
        .waitFor();

      // What is stored, and what is not.
      const found = await files(api, takeId, stage.folder);
      assert.deepEqual([found.take.state, found.take.origin], ['sealed', 'upload']);
      assert.deepEqual(found.playback.chapters, [], 'it follows no script');
      await checkMaster(found.master, { codec: 'h264', durationMs: FILM_MS });
      for (const file of [found.master, found.mp4]) {
        assert.ok(!(await readFile(file)).includes('+33.5731'), `${file} tells where it was made`);
        const frames = (await videoPackets(file)).length;
        near('pictures', frames, (FILM_MS / 1000) * 30, 2);
      }
      for (const label of ['mp4', 'master']) {
        const frames = (FILM_MS / 1000) * 30;
        const url = await linkOf(page, takeId, label);
        await checkPlays(page, url, { durationMs: FILM_MS, frames });
      }
      const kinds = await stage.database.query('SELECT kind FROM assets WHERE take_id = $1', [
        takeId,
      ]);
      assert.deepEqual(kinds.map(({ kind }) => kind).sort(), [
        'master',
        'mp4',
        'poster',
        'thumbnails',
      ]);
      const { code, output } = await stage.server.command(['check']);
      assert.equal(code, 0, output);

      await page.getByRole('button', { name: 'Garder', exact: true }).click();
      await page.getByText('Gardée', { exact: true }).first().waitFor();
      await api.ok('PUT', '/api/candidate/visibility/', { all_companies: true, company_ids: [] });
      noFaults(watch, 'the candidate’s');

      const recruiter = await stage.browser();
      await logIn(recruiter.page, stage.server.login('recruiter'));
      await recruiter.page.getByText(person.last_name).first().click();
      await recruiter.page.locator('video').waitFor({ state: 'attached' });
      const player = recruiter.page.locator('main');
      await watchToEnd(player, FILM_MS);
      const watched = await videoState(player);
      assert.equal(watched.size, '1280x720');
      near('where it ended', watched.timeMs, FILM_MS, 200);
      noFaults(recruiter.watch, 'the recruiter’s');
    },
    LONG,
  );

  scene('a cancelled upload leaves nothing, and the file can be sent again', async () => {
    const { api } = await stage.candidate('Karim');
    const { page, watch } = await stage.browserOf(api);
    await page.goto('/videos');
    await page.getByTestId('upload').click();
    await choose(page, await film(stage.folder));
    const throttle = await slowLine(page);
    await throttle(60_000);
    await page.getByTestId('upload-send').click();
    const bar = page.getByRole('progressbar');
    await until('it is on its way', 30_000, async () => {
      const value = Number(await bar.getAttribute('aria-valuenow'));
      return value > 0;
    });
    // Neither a press beside it nor Escape throws away what has been sent.
    await page.keyboard.press('Escape');
    await bar.waitFor();
    await page.getByRole('button', { name: 'Annuler l’envoi' }).click();
    await page.getByTestId('upload-send').waitFor();
    await throttle(0);
    assert.deepEqual((await api.get('/api/videos/')).results, []);
    watch.take();

    await page.getByTestId('upload-send').click();
    await page.waitForURL(/\/videos\/[0-9a-f-]{36}/);
    const { results } = await api.get('/api/videos/');
    assert.equal(results.length, 1);
    assert.equal(results[0].takes.length, 1);
    noFaults(watch, 'the candidate’s');
  });

  scene(
    'every step of it looks right, and works without a mouse',
    async () => {
      /** @type {string[]} */
      const faults = [];
      const [good, bad] = [await film(stage.folder), await textCalledFilm(stage.folder)];
      for (const language of LANGUAGES) {
        const api = await Api.signUp(stage.server.origin, { ...stage.somebody('Amal'), language });
        const { page, context } = await stage.browserOf(api);
        await context.addInitScript({ path: axePath });
        const look = async (/** @type {string} */ name) =>
          faults.push(
            ...(await inspect(page, `upload-${name}`, language, {
              fullPage: name === 'preparing',
            })),
          );
        await page.goto('/videos');
        await page.getByTestId('upload').waitFor();
        await tabTo(page, '[data-testid="upload"]');
        await page.keyboard.press('Enter');
        await page.getByTestId('upload-agree').waitFor();
        await look('consent');
        await tabTo(page, '[data-testid="upload-agree"]');
        await page.keyboard.press('Enter');
        const input = page.getByRole('dialog').locator('input[type=file]');
        await input.waitFor({ state: 'attached' });
        await look('empty');
        await choose(page, bad);
        await look('chosen');
        await tabTo(page, '[data-testid="upload-send"]');
        await page.keyboard.press('Enter');
        await page.getByRole('alert').waitFor();
        await look('refused');
        await choose(page, good);
        const throttle = await slowLine(page);
        await throttle(40_000);
        await page.getByTestId('upload-send').click();
        await page.getByRole('progressbar').waitFor();
        await look('sending');
        await throttle(0);
        // Slowed down so that the page in between can be looked at.
        await page.waitForURL(/\/videos\/[0-9a-f-]{36}/, { timeout: 60_000 });
        await page.locator('main [role=status], main video').first().waitFor();
        await look('preparing');
      }
      assert.deepEqual(faults, []);
    },
    LONG,
  );
});
