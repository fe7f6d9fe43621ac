import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { View } from '@/api/models';
import * as views from '@/api/queries/views';
import { useViewReporter } from './useViewReporter';

/** What the hook reads of a `<video>`; jsdom's own cannot play. */
class FakeVideo extends EventTarget {
  currentTime = 0;
  duration = 20;
  paused = true;
  seeking = false;

  say(name: string): void {
    this.dispatchEvent(new Event(name));
  }
  play(): void {
    this.paused = false;
    this.say('durationchange');
    this.say('playing');
  }
  runTo(timeS: number): void {
    this.currentTime = timeS;
    this.say('timeupdate');
  }
  jumpTo(timeS: number): void {
    this.seeking = true;
    this.currentTime = timeS;
    this.say('seeking');
    this.say('timeupdate');
    this.seeking = false;
    this.say('seeked');
  }
  pause(): void {
    this.paused = true;
    this.say('pause');
  }
}

const wrapper = ({ children }: { children: ReactNode }) => (
  <QueryClientProvider client={new QueryClient()}>{children}</QueryClientProvider>
);
const start = vi.spyOn(views, 'startView');
const report = vi.spyOn(views, 'reportView');

beforeEach(() => {
  vi.useFakeTimers();
  start.mockReset().mockResolvedValue({ id: 'view' } as View);
  report.mockReset().mockResolvedValue({ id: 'view' } as View);
});
afterEach(() => vi.useRealTimers());

function watch() {
  const video = new FakeVideo();
  const { result, unmount } = renderHook(() => useViewReporter('video'), { wrapper });
  const stop = result.current.onElement(video as unknown as HTMLVideoElement);
  const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
  return { video, stop, pass, unmount };
}
const sent = () => report.mock.calls.map(([, , body, how]) => ({ ...body, ...how }));

it('makes one row at the first play and none before', async () => {
  const { video, pass } = watch();
  await pass(6_000);
  expect(start).not.toHaveBeenCalled();
  video.play();
  video.pause();
  video.play();
  await pass(0);
  expect(start).toHaveBeenCalledTimes(1);
});

it('reports every five seconds and at a pause, with all stretches', async () => {
  const { video, pass } = watch();
  video.play();
  video.runTo(4);
  await pass(5_000);
  expect(sent().at(-1)).toMatchObject({ intervals: [[0, 4]], completed_viewing: false });
  video.jumpTo(10);
  video.runTo(12);
  video.pause();
  await pass(0);
  expect(sent().at(-1)?.intervals).toEqual([
    [0, 4],
    [10, 12],
  ]);
});

it('says nothing when nothing was added', async () => {
  const { video, pass } = watch();
  video.play();
  video.runTo(4);
  video.pause();
  await pass(0);
  await pass(30_000);
  expect(report).toHaveBeenCalledTimes(1);
});

it('says that it was watched whole', async () => {
  const { video, pass } = watch();
  video.play();
  video.runTo(20);
  video.paused = true;
  video.say('ended');
  await pass(0);
  expect(sent().at(-1)).toMatchObject({ intervals: [[0, 20]], completed_viewing: true });
});

it('sends what a failed report would have said with the next one', async () => {
  const { video, pass } = watch();
  report.mockRejectedValueOnce(new Error('away'));
  video.play();
  video.runTo(3);
  await pass(5_000);
  await pass(5_000);
  expect(sent()).toHaveLength(2);
  expect(sent()[1]).toMatchObject({ intervals: [[0, 3]] });
});

it('reports in a way that outlives the page when it is left', async () => {
  const { video, stop, pass } = watch();
  video.play();
  await pass(0);
  video.runTo(7);
  stop();
  await pass(0);
  expect(sent().at(-1)).toMatchObject({ intervals: [[0, 7]], outlive: true });
});
