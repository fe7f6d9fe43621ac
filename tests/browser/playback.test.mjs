/** A take plays: by ffprobe, and in Chromium to its end and by seeking. */

import assert from 'node:assert/strict';
import { checkMaster, checkMp4, checkPlays, files, noFaults } from './harness/checks.mjs';
import { videoPackets } from './harness/media.mjs';
import { onStage } from './harness/stage.mjs';
import { linkOf, record } from './harness/studio.mjs';

onStage('playback', (scene, stage) => {
  for (const codec of /** @type {const} */ (['h264', 'vp8'])) {
    scene(`a take in ${codec}: master and MP4 are sound and play`, async () => {
      const { api } = await stage.candidate('Hind');
      const { page, watch } = await stage.browserOf(api);
      if (codec === 'vp8') await page.addInitScript(forgetH264);
      const { live, takeId, recordedMs } = await record(page, 'test-short');
      assert.equal(live.one('answer').message.video_codec, codec);

      const found = await files(api, takeId, stage.folder);
      assert.equal(found.take.state, 'sealed');
      await checkMaster(found.master, { codec, durationMs: recordedMs });
      await checkMp4(found.mp4, { durationMs: recordedMs });
      assert.match(found.playback.poster_url, /^\/media\//);
      assert.ok(found.playback.thumbnails.columns >= 1);

      for (const [label, file] of [
        ['mp4', found.mp4],
        ['master', found.master],
      ]) {
        const frames = (await videoPackets(file)).length;
        assert.ok(frames > 15 * (recordedMs / 1000), `${frames} pictures in the ${label}`);
        const url = await linkOf(page, takeId, label);
        await checkPlays(page, url, { durationMs: recordedMs, frames, rate: 4 });
      }
      noFaults(watch, codec);
    });
  }
});

/** In the page: a browser that cannot send H.264, as Firefox is. */
function forgetH264() {
  for (const side of [RTCRtpSender, RTCRtpReceiver]) {
    const original = side.getCapabilities.bind(side);
    side.getCapabilities = (kind) => {
      const found = original(kind);
      if (!found || kind !== 'video') return found;
      return { ...found, codecs: found.codecs.filter(({ mimeType }) => !/h264/i.test(mimeType)) };
    };
  }
}
