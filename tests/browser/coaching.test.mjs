/** The server looks and listens: what a candidate is told when something is wrong, and when it is not any more. */

import assert from 'node:assert/strict';
import { near } from './harness/checks.mjs';
import { change, roomInsteadOfCamera } from './harness/room.mjs';
import { onStage } from './harness/stage.mjs';
import { enterStudio, getReady, start, waitForPhase, waitForReview } from './harness/studio.mjs';
import { until } from './harness/wait.mjs';

/** Promised within 6 s; asserted at three times that, as every deadline here. */
const GONE_WITHIN_S = 18;
/** A fault must fall into a look and stand for two seconds, silence for six. */
const TOLD_WITHIN_MS = 20_000;
const GOOD = 70;
const CRITERIA = /** @type {const} */ (['face', 'lighting', 'audio', 'position']);

/**
 * @typedef {typeof CRITERIA[number]} Criterion
 * @type {[string, import('./harness/room.mjs').Picture & import('./harness/room.mjs').Sound, Criterion, string[]][]}
 */
const FAULTS = [
  ['a dark picture', { light: 0.22 }, 'lighting', ['more_light']],
  ['back light', { window: true }, 'lighting', ['light_behind']],
  ['no face', { persons: 0 }, 'face', ['show_face']],
  ['two faces', { persons: 2 }, 'face', ['be_alone']],
  // As sent, the person is at the right edge; in the mirror at the left.
  ['a face at the edge', { x: 480 }, 'position', ['move_right']],
  ['too near', { scale: 3.6 }, 'position', ['move_back']],
  ['too far', { scale: 0.42 }, 'position', ['come_closer']],
  ['a tilted head', { tilt: 24 }, 'position', ['head_straight']],
  ['silence', { voice: 0 }, 'audio', ['check_microphone', 'speak']],
  ['a quiet voice', { voice: 0.06 }, 'audio', ['speak_louder']],
  ['clipping', { clipped: true }, 'audio', ['speak_softer']],
  ['white noise', { voice: 0, noise: 0.1 }, 'audio', ['quieter_place', 'speak']],
];

/** @param {any} message */
const isGood = (message) =>
  message.hint === null && CRITERIA.every((criterion) => message.scores[criterion] >= GOOD);

onStage('coaching', (scene, stage) => {
  scene(
    'each fault lowers its own score, is answered by its own hint, and is forgotten once mended',
    async () => {
      const { api } = await stage.candidate('Nadia');
      const { page } = await stage.browserOf(api);
      await roomInsteadOfCamera(page);
      const live = await enterStudio(page, '/studio?script=test-short');
      await getReady(page);
      const newest = () => live.heard('guidance').at(-1)?.message;
      const short = (/** @type {any} */ message) =>
        JSON.stringify({ ...message, picture: undefined, sound: undefined });
      await until('a good start', 30_000, () => newest() && isGood(newest()));

      for (const [name, fault, criterion, codes] of FAULTS) {
        const before = live.heard('guidance').length;
        await change(page, fault);
        const told = await until(`${name} is told; heard ${short(newest())}`, TOLD_WITHIN_MS, () =>
          live
            .heard('guidance')
            .slice(before)
            .find(({ message }) => message.hint !== null),
        ).catch((error) => {
          const heard = live.heard('guidance').slice(before);
          throw new Error(
            `${error.message}\n${heard.map(({ message }) => JSON.stringify(message)).join('\n')}`,
          );
        });
        const { hint, scores } = told.message;
        assert.ok(codes.includes(hint.code), `${name}: ${JSON.stringify(told.message)}`);
        assert.equal(hint.criterion, criterion, name);
        assert.ok(hint.text.length > 5, name);
        assert.ok(scores[criterion] < GOOD, `${name}: ${JSON.stringify(scores)}`);
        // The page shows the same sentence.
        assert.equal(await page.getByTestId('hint').getAttribute('data-code'), hint.code, name);

        const mended = live.heard('guidance').length;
        await change(page, {});
        await until(`${name} is forgotten`, GONE_WITHIN_S * 1000, () =>
          live
            .heard('guidance')
            .slice(mended)
            .some(({ message }) => isGood(message)),
        ).catch((error) => {
          throw new Error(`${error.message}; ${JSON.stringify(newest())}`);
        });
        const looks = live
          .heard('guidance')
          .slice(mended)
          .findIndex(({ message }) => isGood(message));
        console.log(`${name}: ${hint.code}, good again ${looks + 1} looks after its end`);
      }
    },
    { timeout: 420_000 },
  );

  scene('a take is coached, and its candidate finds the coaching', async () => {
    const { api } = await stage.candidate('Hind');
    const { page } = await stage.browserOf(api);
    await roomInsteadOfCamera(page);
    const live = await enterStudio(page, '/studio?script=test-long');
    await getReady(page);
    await live.wait('guidance', 20_000);
    for (const criterion of CRITERIA) await page.getByTestId(`gauge-${criterion}`).waitFor();
    await start(page);
    await until('eight coached seconds', 30_000, () => coached(live).length >= 8);
    await page.getByTestId('stop').click();
    await waitForReview(page);
    const { take_id: takeId } = live.one('sealed').message;
    const quality = await scored(api, takeId);
    assert.equal(quality.status, 'ready', JSON.stringify(quality));
    const said = coached(live).map(({ message }) => message);
    assert.ok(quality.samples.length >= said.length - 1, `${quality.samples.length} samples`);
    // What was told live is what is kept.
    for (const sample of quality.samples.slice(0, said.length)) {
      const message = said.find(({ take_ms: takeMs }) => takeMs === sample.at_ms);
      if (!message) continue;
      near('the overall score', sample.overall, message.overall, 0.5);
    }
    await page.getByTestId('coaching-panel').waitFor();
    await until('the panel shows the scores', 30_000, async () =>
      page.locator('[data-testid="coaching-panel"][data-status="ready"]').isVisible(),
    );
    // Nobody else: not even a company that may see the video.
    await api.ok('PUT', '/api/candidate/visibility/', { all_companies: true, company_ids: [] });
    await api.ok('POST', `/api/takes/${takeId}/keep/`, {});
    const recruiter = await stage.recruiter();
    assert.equal((await recruiter.call('GET', `/api/takes/${takeId}/quality/`)).status, 404);
  });

  scene('analysis that is switched off in a take leaves no score', async () => {
    const { api } = await stage.candidate('Rania');
    const { page } = await stage.browserOf(api);
    await roomInsteadOfCamera(page);
    const live = await enterStudio(page, '/studio?script=test-long');
    await getReady(page);
    await live.wait('guidance', 20_000);
    await start(page);
    await until('a coached second', 20_000, () => coached(live).length >= 2);
    await page.getByTestId('coaching-settings').click();
    await page.getByRole('switch').last().press('Space');
    await until('the server has stopped looking', 10_000, () =>
      live.heard('analysis').some(({ message }) => message.state === 'off'),
    );
    const silentFrom = live.heard('guidance').length;
    // Closes the settings, and does not stop the take.
    await page.keyboard.press('Escape');
    await page.waitForTimeout(3000);
    assert.equal(live.heard('stopping').length, 0, 'the take goes on');
    assert.equal(live.heard('guidance').length, silentFrom, 'nothing is told any more');
    await page.getByTestId('stop').click();
    await waitForReview(page);
    const { take_id: takeId } = live.one('sealed').message;
    const quality = await api.get(`/api/takes/${takeId}/quality/`);
    assert.equal(quality.status, 'not_scored');
    assert.deepEqual(quality.samples, []);
  });

  scene('without consent to be analysed nobody is, and the take is made all the same', async () => {
    const { api } = await stage.candidate('Zineb');
    await api.ok('POST', '/api/consents/withdraw/', { kind: 'analyse' });
    const { page } = await stage.browserOf(api);
    const live = await enterStudio(page, '/studio?script=test-short');
    await getReady(page);
    assert.equal(live.one('analysis').message.state, 'refused');
    await start(page);
    await waitForPhase(page, 'review', 30_000);
    assert.equal(live.heard('guidance').length, 0);
    const { take_id: takeId } = live.one('sealed').message;
    assert.equal((await api.get(`/api/takes/${takeId}/quality/`)).status, 'not_scored');
  });
});

/** @param {import('./harness/live.mjs').LiveLog} live */
function coached(live) {
  return live.heard('guidance').filter(({ message }) => message.take_ms !== null);
}

/** @param {import('./harness/api.mjs').Api} api @param {string} takeId */
function scored(api, takeId) {
  return until('the take is scored', 60_000, async () => {
    const quality = await api.get(`/api/takes/${takeId}/quality/`);
    return quality.status !== 'pending' && quality;
  });
}
