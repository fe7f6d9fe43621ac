import { beforeEach, describe, expect, it, vi } from 'vitest';
import { api } from './client';
import { onNews } from './news';

const get = vi.spyOn(api, 'GET');
beforeEach(() => get.mockReset());

/** A line of the server's, to be spoken into. */
function line() {
  let say!: (text: string) => void;
  let end!: () => void;
  const data = new ReadableStream<Uint8Array>({
    start(controller) {
      say = (text) => controller.enqueue(new TextEncoder().encode(text));
      end = () => controller.close();
    },
  });
  return { data, say, end };
}

describe('the line that says that there is news', () => {
  it('calls back for each word, also one that comes in pieces, and for no sign of life', async () => {
    const one = line();
    get.mockReturnValue(Promise.resolve({ data: one.data, response: new Response() }) as never);
    const heard = vi.fn();
    const stop = onNews(heard);
    one.say('event: news\ndata: {}\n\n');
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(1));
    one.say(':\n\neve');
    one.say('nt: news\ndata: {}\n\n');
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(2));
    stop();
    expect(get).toHaveBeenCalledWith(
      '/api/notifications/stream/',
      expect.objectContaining({ parseAs: 'stream' }),
    );
  });

  it('opens another when one ends, later when it fails, and none once it is stopped', async () => {
    vi.useFakeTimers();
    try {
      const first = line();
      get.mockReturnValueOnce(
        Promise.resolve({ data: first.data, response: new Response() }) as never,
      );
      get.mockReturnValue(
        Promise.resolve({ error: {}, response: new Response(null, { status: 503 }) }) as never,
      );
      const stop = onNews(vi.fn());
      await vi.advanceTimersByTimeAsync(0);
      first.end();
      await vi.advanceTimersByTimeAsync(4_000);
      expect(get).toHaveBeenCalledTimes(1);
      await vi.advanceTimersByTimeAsync(2_000);
      expect(get).toHaveBeenCalledTimes(2);
      await vi.advanceTimersByTimeAsync(20_000);
      expect(get).toHaveBeenCalledTimes(2);
      await vi.advanceTimersByTimeAsync(15_000);
      expect(get).toHaveBeenCalledTimes(3);
      stop();
      await vi.advanceTimersByTimeAsync(120_000);
      expect(get).toHaveBeenCalledTimes(3);
    } finally {
      vi.useRealTimers();
    }
  });
});
