/** What a key asks of the player; `null` for keys that are not ours. */
export type PlayerCommand =
  | { do: 'toggle' }
  | { do: 'skip'; seconds: number }
  | { do: 'go'; to: 'start' | 'end' }
  | { do: 'volume'; by: number }
  | { do: 'mute' }
  | { do: 'fullscreen' }
  | { do: 'speed'; step: 1 | -1 };

/** A sentence ago: far enough to hear it again, near enough not to lose the thread. */
export const SKIP_S = 5;

const KEYS: Readonly<Record<string, PlayerCommand>> = {
  ' ': { do: 'toggle' },
  ArrowLeft: { do: 'skip', seconds: -SKIP_S },
  ArrowRight: { do: 'skip', seconds: SKIP_S },
  Home: { do: 'go', to: 'start' },
  End: { do: 'go', to: 'end' },
  ArrowUp: { do: 'volume', by: 0.1 },
  ArrowDown: { do: 'volume', by: -0.1 },
  m: { do: 'mute' },
  f: { do: 'fullscreen' },
  '<': { do: 'speed', step: -1 },
  '>': { do: 'speed', step: 1 },
};

interface KeyPressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

export function commandOf(event: KeyPressed): PlayerCommand | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return KEYS[key] ?? null;
}

export const SPEEDS = [0.75, 1, 1.25, 1.5, 2] as const;

/** The next speed up or down; stays at the ends. */
export function stepSpeed(rate: number, step: 1 | -1): number {
  const at = SPEEDS.findIndex((speed) => speed >= rate);
  const from = at === -1 ? SPEEDS.length - 1 : at;
  return SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, from + step))] ?? 1;
}
