import { covered, merge, type Interval } from './intervals';

/** A video counts as watched whole from this share on: people leave during the last words. */
export const COMPLETE_SHARE = 0.9;

/**
 * Which seconds were really played. Told what the player does, it never looks at a clock: a seek
 * ends a stretch where playing was last seen, so what was jumped over is not counted.
 */
export class Watching {
  #finished: Interval[] = [];
  #open: { from: number; to: number } | null = null;

  /** Playing has begun, or goes on after a seek or a wait, at `at` seconds. */
  playing(at: number): void {
    if (this.#open) this.progress(at);
    else this.#open = { from: at, to: at };
  }

  /** Still playing, now at `at` seconds. */
  progress(at: number): void {
    if (this.#open && at > this.#open.to) this.#open.to = at;
  }

  /** Playing stops at `at` seconds: pause, end, or waiting for data. */
  stopped(at: number): void {
    this.progress(at);
    this.#close();
  }

  /** The position jumps; where to does not matter. */
  seeking(): void {
    this.#close();
  }

  /** Everything watched so far, in order and without overlaps. */
  intervals(): Interval[] {
    const open: Interval[] = this.#open ? [[this.#open.from, this.#open.to]] : [];
    return merge([...this.#finished, ...open]);
  }

  completed(durationS: number): boolean {
    return durationS > 0 && covered(this.intervals()) >= durationS * COMPLETE_SHARE;
  }

  #close(): void {
    this.#finished = this.intervals();
    this.#open = null;
  }
}
