/** `1:05`, or `1:02:03` from an hour on. Written left to right in every language. */
export function clock(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(whole % 60)}`
    : `${minutes}:${two(whole % 60)}`;
}

/** Whole seconds kept of a take: rounded down, so that no promise is too large. */
export function wholeSeconds(ms: number): number {
  return Math.floor(ms / 1000);
}
