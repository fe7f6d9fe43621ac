/** Keeps the screen on while somebody speaks to it without touching it. Returns the release. */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | null = null;
  let released = false;
  // Absent in older browsers and over plain http.
  const locks = navigator.wakeLock as WakeLock | undefined;
  locks
    ?.request('screen')
    .then((granted) => {
      if (released) void granted.release().catch(() => undefined);
      else lock = granted;
    })
    // Refused on a low battery: the recording goes on all the same.
    .catch(() => undefined);
  return () => {
    released = true;
    void lock?.release().catch(() => undefined);
  };
}
