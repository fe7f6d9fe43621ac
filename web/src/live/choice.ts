/** The devices a person chose last time, kept in this browser only. */

import type { Device, DeviceKind } from './devices';

const KEY = 'jobgate.devices';

/** Identifier and label: Safari gives new identifiers to the same device now and then. */
export interface Remembered {
  id: string;
  label: string;
}

export type Choice = Partial<Record<DeviceKind, Remembered>>;

type Store = Pick<Storage, 'getItem' | 'setItem'>;

function isRemembered(value: unknown): value is Remembered {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    typeof value.id === 'string' &&
    'label' in value &&
    typeof value.label === 'string'
  );
}

export function readChoice(store: Store | undefined = storage()): Choice {
  try {
    const value: unknown = JSON.parse(store?.getItem(KEY) ?? '{}');
    if (typeof value !== 'object' || value === null) return {};
    const choice: Choice = {};
    for (const kind of ['camera', 'microphone', 'speaker'] as const) {
      const entry: unknown = (value as Record<string, unknown>)[kind];
      if (isRemembered(entry)) choice[kind] = { id: entry.id, label: entry.label };
    }
    return choice;
  } catch {
    return {};
  }
}

export function rememberChoice(device: Device, store: Store | undefined = storage()): Choice {
  const choice: Choice = {
    ...readChoice(store),
    [device.kind]: { id: device.id, label: device.label },
  };
  try {
    store?.setItem(KEY, JSON.stringify(choice));
  } catch {
    // Private browsing or a full store: the choice then lasts as long as the page.
  }
  return choice;
}

/** The remembered device among those present: by identifier, else by label. */
export function pick(
  devices: readonly Device[],
  kind: DeviceKind,
  remembered: Remembered | undefined,
): Device | undefined {
  if (!remembered) return undefined;
  const own = devices.filter((device) => device.kind === kind);
  return (
    own.find((device) => device.id === remembered.id) ??
    own.find((device) => device.label !== '' && device.label === remembered.label)
  );
}

function storage(): Store | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}
