import { describe, expect, it } from 'vitest';
import { Watching } from './watching';

describe('Watching', () => {
  it('counts a video played from end to end as one stretch, completed', () => {
    const watching = new Watching();
    watching.playing(0);
    for (let at = 0.25; at < 90; at += 0.25) watching.progress(at);
    watching.stopped(90);
    expect(watching.intervals()).toEqual([[0, 90]]);
    expect(watching.completed(90)).toBe(true);
  });

  it('does not count what was jumped over', () => {
    const watching = new Watching();
    watching.playing(0);
    watching.progress(10);
    watching.seeking();
    watching.playing(60);
    watching.progress(70);
    watching.stopped(70.5);
    expect(watching.intervals()).toEqual([
      [0, 10],
      [60, 70.5],
    ]);
    expect(watching.completed(90)).toBe(false);
  });

  it('counts nothing while paused', () => {
    const watching = new Watching();
    watching.playing(0);
    watching.stopped(5);
    watching.progress(40);
    expect(watching.intervals()).toEqual([[0, 5]]);
  });

  it('counts seconds watched twice once', () => {
    const watching = new Watching();
    watching.playing(0);
    watching.progress(20);
    watching.seeking();
    watching.playing(10);
    watching.stopped(25);
    expect(watching.intervals()).toEqual([[0, 25]]);
  });

  it('reports the stretch that is still running', () => {
    const watching = new Watching();
    watching.playing(3);
    watching.progress(8);
    expect(watching.intervals()).toEqual([[3, 8]]);
    watching.progress(9);
    expect(watching.intervals()).toEqual([[3, 9]]);
  });

  it('takes going on after a wait as the same stretch', () => {
    const watching = new Watching();
    watching.playing(0);
    watching.stopped(4);
    watching.playing(4);
    watching.stopped(8);
    expect(watching.intervals()).toEqual([[0, 8]]);
  });

  it('never calls an empty video completed', () => {
    expect(new Watching().completed(0)).toBe(false);
  });
});
