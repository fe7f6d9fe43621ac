import { api } from './client';

/** From the end of a line to the next; what is told meanwhile is seen by looking, as always. */
const AGAIN_MS = 5_000;
/** After a line that failed, so that a server in trouble is not asked more. */
const AFTER_FAILURE_MS = 30_000;

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** One line's life: calls back for each `news`. */
async function hearOnce(onNews: () => void, signal: AbortSignal): Promise<void> {
  const { data } = await api.GET('/api/notifications/stream/', { parseAs: 'stream', signal });
  if (!data) throw new Error('nobody tells of news');
  const reader = data.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line === 'event: news') onNews();
  }
}

async function hear(onNews: () => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const wait = await hearOnce(onNews, signal).then(
      () => AGAIN_MS,
      () => AFTER_FAILURE_MS,
    );
    await pause(wait, signal);
  }
}

/**
 * Calls back whenever the server says that there is something new, until the returned function
 * is called. One tab of the browser holds the line and tells the others: a browser opens only six
 * connections to a server without HTTP/2.
 */
export function onNews(callback: () => void): () => void {
  const stop = new AbortController();
  if (!('locks' in navigator) || typeof BroadcastChannel === 'undefined') {
    void hear(callback, stop.signal);
    return () => stop.abort();
  }
  const channel = new BroadcastChannel('jobgate.news');
  channel.addEventListener('message', callback);
  const tell = () => {
    callback();
    channel.postMessage('news');
  };
  navigator.locks
    .request('jobgate.news', { signal: stop.signal }, () => hear(tell, stop.signal))
    // Stopped while another tab held it.
    .catch(() => undefined);
  return () => {
    stop.abort();
    channel.close();
  };
}
