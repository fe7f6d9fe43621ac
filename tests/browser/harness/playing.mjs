/** Plays a file in Chromium as a viewer would: to its end, and by jumping about. */

/**
 * @typedef {object} Played
 * @property {string} error the element's own, or empty
 * @property {number} durationMs
 * @property {string} size such as 1280x720
 * @property {boolean} ended
 * @property {number} endedAtMs
 * @property {number} frames pictures shown or due on the way from the beginning to the end
 * @property {number} soundBytes bytes of sound decoded
 * @property {number} soundPeak the loudest sample heard, 0–1
 * @property {{ toMs: number, atMs: number, framesAfter: number }[]} jumps
 */

/**
 * Runs in a page that may load the address.
 * @param {import('playwright-core').Page} page
 * @param {string} url
 * @param {{ rate?: number, jumpsMs?: number[] }} [options]
 * @returns {Promise<Played>}
 */
export function playThrough(page, url, { rate = 2, jumpsMs } = {}) {
  return page.evaluate(
    async ({ url, rate, jumpsMs }) => {
      const video = document.createElement('video');
      video.style.position = 'fixed';
      video.style.width = '320px';
      video.playsInline = true;
      document.body.append(video);
      const within = (/** @type {number} */ ms, /** @type {string} */ event) =>
        new Promise((done) => {
          const timer = setTimeout(() => done(false), ms);
          const finish = (/** @type {boolean} */ good) => {
            clearTimeout(timer);
            done(good);
          };
          video.addEventListener(event, () => finish(true), { once: true });
          video.addEventListener('error', () => finish(false), { once: true });
        });
      const sleep = (/** @type {number} */ ms) => new Promise((done) => setTimeout(done, ms));
      const frames = () => video.getVideoPlaybackQuality().totalVideoFrames;
      const error = () => (video.error ? `${video.error.code} ${video.error.message}` : '');

      // Not awaited: where data are missing, the promise stays open for ever.
      const play = () => void video.play().catch(() => undefined);

      const loaded = within(15_000, 'loadedmetadata');
      video.src = url;
      await loaded;
      const durationMs = video.duration * 1000;

      if (!Number.isFinite(durationMs)) {
        video.remove();
        const nothing = { durationMs, size: '', ended: false, endedAtMs: 0, frames: 0, jumps: [] };
        return { ...nothing, error: error() || 'no length', soundBytes: 0, soundPeak: 0 };
      }

      // Listens to what comes out, not only to what was decoded.
      const context = new AudioContext();
      const analyser = new AnalyserNode(context, { fftSize: 2048 });
      context.createMediaElementSource(video).connect(analyser).connect(context.destination);
      let soundPeak = 0;
      const samples = new Float32Array(analyser.fftSize);
      const listening = setInterval(() => {
        analyser.getFloatTimeDomainData(samples);
        for (const sample of samples) soundPeak = Math.max(soundPeak, Math.abs(sample));
      }, 20);

      const jumps = [];
      for (const toMs of jumpsMs ?? [durationMs * 0.7, durationMs * 0.2]) {
        const seeked = within(8_000, 'seeked');
        video.currentTime = toMs / 1000;
        await seeked;
        const atMs = video.currentTime * 1000;
        const before = frames();
        play();
        await sleep(600);
        video.pause();
        jumps.push({ toMs, atMs, framesAfter: frames() - before });
      }

      const back = within(8_000, 'seeked');
      video.currentTime = 0;
      await back;
      video.playbackRate = rate;
      const framesBefore = frames();
      const ended = within(durationMs / rate + 10_000, 'ended');
      play();
      const hasEnded = await ended;
      const framesToEnd = frames() - framesBefore;
      clearInterval(listening);
      const played = {
        error: error(),
        durationMs,
        size: `${video.videoWidth}x${video.videoHeight}`,
        ended: Boolean(hasEnded),
        endedAtMs: video.currentTime * 1000,
        frames: framesToEnd,
        // @ts-expect-error: Chromium's own measure; Firefox has none.
        soundBytes: video.webkitAudioDecodedByteCount ?? -1,
        soundPeak,
        jumps,
      };
      video.pause();
      video.removeAttribute('src');
      video.load();
      video.remove();
      await context.close();
      return played;
    },
    { url, rate, jumpsMs },
  );
}
