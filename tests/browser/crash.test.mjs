/** The server dies in the middle of a take, and nothing that was said is lost. */

import assert from 'node:assert/strict';
import { checkMp4, checkPlays, files } from './harness/checks.mjs';
import { videoPackets } from './harness/media.mjs';
import { onStage } from './harness/stage.mjs';
import { enterStudio, getReady, linkOf, start, waitForPhase } from './harness/studio.mjs';
import { sleep, until } from './harness/wait.mjs';

const RECORD_MS = 5000;
/** The promise of docs/recording.md: at most the last second. */
const MOST_LOST_MS = 1000;
const RECOVERED_WITHIN_MS = 30_000;

onStage('crash', (scene, stage) => {
  scene('kill -9 in a take: it is recovered, found again and plays', async () => {
    const { api } = await stage.candidate('Leila');
    const { page } = await stage.browserOf(api);
    const live = await enterStudio(page, '/studio?script=test-long');
    await getReady(page);
    await start(page);
    const takeId = live.one('joined').message.take_id;
    await sleep(RECORD_MS);
    const { started_at_ms: startedAtMs } = live.one('started').message;
    const killedAtMs = Date.now();
    await stage.server.kill();
    const recordedMs = killedAtMs - startedAtMs;

    // The page says what is safe, and looks for it, once it has given its session up after 14 s;
    // three times that.
    await waitForPhase(page, 'recovering', 45_000);
    assert.match(await page.getByTestId('studio-error').innerText(), /\d+ secondes sont gardées/);

    await stage.server.start();
    const take = await until('the take is recovered', RECOVERED_WITHIN_MS, async () => {
      const found = await api.get(`/api/takes/${takeId}/`);
      return found.state !== 'recording' && found;
    });
    assert.equal(take.state, 'recovered', JSON.stringify(take));
    const lostMs = recordedMs - take.duration_ms;
    console.log(`killed after ${recordedMs} ms, ${lostMs} ms lost`);
    assert.ok(lostMs <= MOST_LOST_MS, `${lostMs} ms of ${recordedMs} are lost`);
    assert.ok(lostMs >= -200, `more than was recorded: ${-lostMs} ms`);

    // The open page finds it by itself and plays it.
    await waitForPhase(page, 'review', RECOVERED_WITHIN_MS);

    const { mp4, master } = await files(api, takeId, stage.folder);
    await checkMp4(mp4, { durationMs: take.duration_ms });
    for (const [label, file] of [
      ['mp4', mp4],
      ['master', master],
    ]) {
      const frames = (await videoPackets(file)).length;
      const url = await linkOf(page, takeId, label);
      await checkPlays(page, url, { durationMs: take.duration_ms, frames });
    }

    // And so does a candidate who comes back later: "my videos" tells the seconds.
    await page.goto('/videos');
    const seconds = Math.floor(take.duration_ms / 1000);
    await page
      .getByText(new RegExp(`\\b${seconds} secondes`))
      .first()
      .waitFor();

    const { code, output } = await stage.server.command(['check']);
    assert.equal(code, 0, output);
  });

  scene('kill -9 before a frame was recorded leaves nothing behind', async () => {
    const { api } = await stage.candidate('Anas');
    const { page } = await stage.browserOf(api);
    const live = await enterStudio(page, '/studio?script=test-long');
    await getReady(page);
    const takeId = live.one('joined').message.take_id;
    await stage.server.kill();
    await stage.server.start();
    const { code, output } = await stage.server.command(['check']);
    assert.equal(code, 0, output);
    const take = await api.get(`/api/takes/${takeId}/`);
    assert.ok(['armed', 'discarded'].includes(take.state), take.state);
  });

  scene('a soft stop closes the take that is under way', async () => {
    const { api } = await stage.candidate('Sara');
    const { page } = await stage.browserOf(api);
    const live = await enterStudio(page, '/studio?script=test-long');
    await getReady(page);
    await start(page);
    const takeId = live.one('joined').message.take_id;
    await sleep(3000);
    await stage.server.stop();
    await stage.server.start();
    const take = await until('the take is registered', RECOVERED_WITHIN_MS, async () => {
      const found = await api.get(`/api/takes/${takeId}/`);
      return found.state !== 'recording' && found;
    });
    assert.equal(take.state, 'sealed', JSON.stringify(take));
    assert.ok(take.duration_ms >= 2800, `${take.duration_ms} ms kept`);
    const { code, output } = await stage.server.command(['check']);
    assert.equal(code, 0, output);
  });
});
