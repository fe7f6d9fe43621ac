/** Two candidates at once, and people who have no business with them. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Api } from './harness/api.mjs';
import { files, hardlyAnyGap, near } from './harness/checks.mjs';
import { ffmpeg, meanColour, toneShareDb } from './harness/media.mjs';
import { onStage } from './harness/stage.mjs';
import { enterStudio, getReady, start, waitForReview } from './harness/studio.mjs';

const SCRIPT_MS = 6000;
/** Own picture and own sound, far enough apart to be told. Small: two encode on one machine. */
const PEOPLE = {
  Rim: { colour: '0xc03028', tone: 440 },
  Bilal: { colour: '0x2838c0', tone: 880 },
};
/** A tone alone is at 0 dB; Opus, AAC and the browser's clean-up leave some of it elsewhere. */
const MOSTLY_DB = -8;
const HARDLY_DB = -15;

onStage('apart', (scene, stage) => {
  scene('two takes at the same time keep to themselves', async () => {
    const people = await Promise.all(
      Object.entries(PEOPLE).map(async ([name, { colour, tone }]) => {
        const [camera, microphone] = [
          join(stage.folder, `${name}.mjpeg`),
          join(stage.folder, `${name}.wav`),
        ];
        await ffmpeg([
          '-f',
          'lavfi',
          '-i',
          `color=${colour}:s=640x360:r=30:d=2`,
          '-q:v',
          '4',
          camera,
        ]);
        await ffmpeg(['-f', 'lavfi', '-i', `sine=f=${tone}:r=48000:d=10`, microphone]);
        const { api } = await stage.candidate(name);
        const { page } = await stage.browserOf(api, { camera, microphone });
        // The browser's noise suppression takes a pure tone for noise.
        await page.addInitScript(rawSound);
        return { name, tone, api, page };
      }),
    );
    const takes = await Promise.all(
      people.map(async ({ page }) => {
        const live = await enterStudio(page, '/studio?script=test-short');
        await getReady(page);
        return live;
      }),
    );
    await Promise.all(people.map(({ page }) => start(page)));
    await Promise.all(people.map(({ page }) => waitForReview(page, SCRIPT_MS)));

    const startedMs = takes.map((live) => live.one('started').message.started_at_ms);
    const overlap = SCRIPT_MS - Math.abs(startedMs[0] - startedMs[1]);
    assert.ok(overlap > 2000, `at the same time for ${overlap} ms`);

    for (const [i, { name, api, tone }] of people.entries()) {
      const live = takes[i];
      near(`${name}’s take`, live.recordedMs(), SCRIPT_MS, 200);
      const sealed = live.one('sealed').message;
      hardlyAnyGap(sealed.gaps);
      const { mp4 } = await files(api, sealed.take_id, stage.folder);
      const { red, blue } = await meanColour(mp4);
      assert.ok(
        name === 'Rim' ? red > 2 * blue : blue > 2 * red,
        `${name}’s picture: ${red} ${blue}`,
      );
      const other = tone === 440 ? 880 : 440;
      const [own, foreign] = [await toneShareDb(mp4, tone), await toneShareDb(mp4, other)];
      assert.ok(own > MOSTLY_DB, `${name}’s own tone at ${own} dB`);
      assert.ok(foreign < HARDLY_DB, `the other’s tone in ${name}’s take at ${foreign} dB`);
      const { results } = await api.get('/api/videos/');
      assert.equal(results.length, 1, `${name} sees one video`);
      assert.equal(results[0].id, (await api.get(`/api/takes/${sealed.take_id}/`)).video_id);
    }
    await strangersFindNothing(
      people[0].api,
      takes[0].one('sealed').message.take_id,
      people[1].api,
    );
  });

  /**
   * A foreign candidate, a company without a grant and somebody who is not logged in.
   * @param {Api} owner @param {string} takeId @param {Api} otherCandidate
   */
  async function strangersFindNothing(owner, takeId, otherCandidate) {
    const { origin } = stage.server;
    const granted = await stage.recruiter();
    const companyId = granted.user.company.id;
    await owner.ok('PUT', '/api/candidate/visibility/', {
      all_companies: false,
      company_ids: [companyId],
    });
    await owner.ok('POST', `/api/takes/${takeId}/keep/`, {});
    const { video_id: videoId } = await owner.get(`/api/takes/${takeId}/`);
    const profileId = owner.user.profile_id;
    const view = await granted.ok('POST', `/api/videos/${videoId}/views/`, {});
    const playback = await granted.get(`/api/videos/${videoId}/playback/`);

    const foreignCompany = await stage.foreignRecruiter();
    /** @type {[string, string, unknown?][]} */
    const requests = [
      ['GET', `/api/videos/${videoId}/`],
      ['PUT', `/api/videos/${videoId}/`, { title: 'Mine', description: '', private_notes: '' }],
      ['DELETE', `/api/videos/${videoId}/`],
      ['POST', `/api/videos/${videoId}/link_to_cv/`, {}],
      ['GET', `/api/videos/${videoId}/playback/`],
      ['POST', `/api/videos/${videoId}/views/`, {}],
      ['GET', `/api/videos/${videoId}/views/`],
      ['PUT', `/api/videos/${videoId}/views/${view.id}/`, { intervals: [[0, 1]] }],
      ['GET', `/api/takes/${takeId}/`],
      ['DELETE', `/api/takes/${takeId}/`],
      ['POST', `/api/takes/${takeId}/keep/`, {}],
      ['GET', `/api/takes/${takeId}/playback/`],
      ['GET', `/api/candidate/profiles/${profileId}/`],
      ['PUT', `/api/candidate/profiles/${profileId}/`, { headline: 'Mine' }],
      ['POST', '/api/live/tickets/', { video_id: videoId }],
    ];
    for (const [who, api] of /** @type {[string, Api][]} */ ([
      ['another candidate', otherCandidate],
      ['another company', foreignCompany],
    ])) {
      for (const [method, path, body] of requests) {
        const { status } = await api.call(method, path, body);
        // A company can never record: that is refused before anything is looked up.
        const allowed = path === '/api/live/tickets/' && api === foreignCompany ? [403] : [404];
        assert.ok(allowed.includes(status), `${who}: ${method} ${path} answers ${status}`);
      }
      for (const list of ['/api/videos/', '/api/candidate/profiles/']) {
        const { body } = await api.call('GET', list);
        assert.ok(!JSON.stringify(body).includes(videoId), `${who}: ${list}`);
        assert.ok(!JSON.stringify(body).includes(profileId), `${who}: ${list}`);
      }
    }
    const nobody = new Api(origin);
    for (const [method, path, body] of requests) {
      assert.equal(
        (await nobody.call(method, path, body)).status,
        401,
        `nobody: ${method} ${path}`,
      );
    }

    // A copied link is useless to another person, whoever it is.
    const links = [
      ...playback.sources.map((/** @type {any} */ one) => one.url),
      playback.poster_url,
    ];
    for (const url of links.filter(Boolean)) {
      assert.ok([200, 206].includes((await granted.fetch(url)).status), 'its own person');
      for (const stranger of [nobody, otherCandidate, foreignCompany, owner]) {
        assert.equal((await stranger.fetch(url)).status, 404, url);
      }
      const changed = url.replace(/&s=./, (/** @type {string} */ own) =>
        own === '&s=_' ? '&s=-' : '&s=_',
      );
      assert.notEqual(changed, url);
      assert.equal((await granted.fetch(changed)).status, 404, 'changed');
    }

    // A grant that is taken back.
    await owner.ok('PUT', '/api/candidate/visibility/', { all_companies: false, company_ids: [] });
    for (const path of [
      `/api/videos/${videoId}/`,
      `/api/videos/${videoId}/playback/`,
      `/api/candidate/profiles/${profileId}/`,
    ]) {
      assert.equal((await granted.call('GET', path)).status, 404, `without the grant: ${path}`);
    }
  }
});

/** In the page: the microphone without the browser's own clean-up. */
function rawSound() {
  const original = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = (constraints) =>
    original(
      constraints?.audio
        ? {
            ...constraints,
            audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
          }
        : constraints,
    );
}
