/** Cameras, microphones and speakers: which there are, which was chosen, and why one cannot be had. */

import { DEFAULT_RESOLUTION, type Resolution } from './negotiation';

export type DeviceKind = 'camera' | 'microphone' | 'speaker';

export interface Device {
  kind: DeviceKind;
  id: string;
  /** Empty until permission is given. */
  label: string;
}

/** Why camera and microphone cannot be had. Each one has its own help. */
export type DeviceProblem =
  /** A page over plain http: browsers give it no camera. */
  | 'insecure'
  /** This browser has no getUserMedia or no RTCPeerConnection. */
  | 'unsupported'
  /** The question was closed without an answer. */
  | 'dismissed'
  /** Refused for this site in the browser. */
  | 'refused'
  /** Refused for the browser in the system's settings. */
  | 'refused_by_system'
  | 'no_camera'
  | 'no_microphone'
  /** Held by another program. */
  | 'camera_busy'
  | 'microphone_busy'
  /** The device cannot do what was asked, even without any wish. */
  | 'unsuitable'
  | 'unknown';

const KINDS: Record<MediaDeviceKind, DeviceKind> = {
  videoinput: 'camera',
  audioinput: 'microphone',
  audiooutput: 'speaker',
};

const isAlias = (id: string) => id === 'default' || id === 'communications';

/**
 * In the browser's order. `default` and `communications` are Chromium's second names of devices
 * that are listed anyway; they stay only where nothing else of their kind is named.
 */
export function toDevices(
  infos: readonly Pick<MediaDeviceInfo, 'kind' | 'deviceId' | 'label'>[],
): Device[] {
  const named = infos.filter(({ deviceId }) => deviceId !== '');
  const devices: Device[] = [];
  for (const info of named) {
    const others = named.some(({ kind, deviceId }) => kind === info.kind && !isAlias(deviceId));
    const kind = KINDS[info.kind];
    const repeated = devices.some((device) => device.kind === kind && device.id === info.deviceId);
    if (repeated || (isAlias(info.deviceId) && others)) continue;
    devices.push({ kind, id: info.deviceId, label: info.label });
  }
  return devices;
}

export interface DeviceChange {
  added: Device[];
  removed: Device[];
}

export function compare(before: readonly Device[], after: readonly Device[]): DeviceChange {
  const missingFrom = (list: readonly Device[]) => (device: Device) =>
    !list.some((other) => other.kind === device.kind && other.id === device.id);
  return {
    added: after.filter(missingFrom(before)),
    removed: before.filter(missingFrom(after)),
  };
}

/** `getUserMedia` rejects with these; anything else is `unknown`. */
export function problemOf(error: unknown, wanted: 'camera' | 'microphone' | 'both'): DeviceProblem {
  const { name, message } = errorParts(error);
  switch (name) {
    case 'NotAllowedError':
    case 'PermissionDeniedError':
      if (/system/i.test(message)) return 'refused_by_system';
      if (/dismiss/i.test(message)) return 'dismissed';
      return 'refused';
    case 'SecurityError':
      return 'refused';
    case 'NotFoundError':
    case 'DevicesNotFoundError':
      return missing(message, wanted);
    // Firefox says AbortError where the others say NotReadableError.
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return busy(message, wanted);
    case 'OverconstrainedError':
    case 'ConstraintNotSatisfiedError':
      return 'unsuitable';
    case 'TypeError':
      return 'unsupported';
    default:
      return 'unknown';
  }
}

function missing(message: string, wanted: 'camera' | 'microphone' | 'both'): DeviceProblem {
  if (wanted === 'microphone' || (wanted === 'both' && /audio|microphone/i.test(message))) {
    return 'no_microphone';
  }
  return 'no_camera';
}

function busy(message: string, wanted: 'camera' | 'microphone' | 'both'): DeviceProblem {
  if (wanted === 'microphone' || (wanted === 'both' && /audio|microphone/i.test(message))) {
    return 'microphone_busy';
  }
  return 'camera_busy';
}

function errorParts(error: unknown): { name: string; message: string } {
  if (typeof error !== 'object' || error === null) return { name: '', message: '' };
  const name = 'name' in error && typeof error.name === 'string' ? error.name : '';
  const message = 'message' in error && typeof error.message === 'string' ? error.message : '';
  return { name, message };
}

/** What stands in the way before anything is asked; `null` when nothing does. */
export function obstacle(scope: {
  isSecureContext: boolean;
  hasMedia: boolean;
  hasPeerConnection: boolean;
}): DeviceProblem | null {
  // First: an insecure page has no mediaDevices either, and the remedy is another one.
  if (!scope.isSecureContext) return 'insecure';
  return scope.hasMedia && scope.hasPeerConnection ? null : 'unsupported';
}

/** The browser's types promise it always; an insecure page does without. */
const media = () => navigator.mediaDevices as MediaDevices | undefined;

export function obstacleHere(): DeviceProblem | null {
  return obstacle({
    isSecureContext: window.isSecureContext,
    hasMedia: typeof media()?.getUserMedia === 'function',
    hasPeerConnection: typeof RTCPeerConnection === 'function',
  });
}

/** How firmly a device is asked for. */
export type Firmness = 'wish' | 'demand';

function byId(id: string | undefined, firmness: Firmness): { deviceId?: ConstrainDOMString } {
  if (id === undefined) return {};
  return { deviceId: firmness === 'demand' ? { exact: id } : { ideal: id } };
}

export function cameraConstraints(
  id: string | undefined,
  firmness: Firmness,
  resolution: Resolution = DEFAULT_RESOLUTION,
): MediaTrackConstraints {
  return {
    ...byId(id, firmness),
    width: { ideal: resolution.width },
    height: { ideal: resolution.height },
    frameRate: { ideal: resolution.frame_rate },
    // A phone's front camera, unless a device is named.
    ...(id === undefined ? { facingMode: { ideal: 'user' } } : {}),
  };
}

/**
 * One voice, near a laptop or a phone, in a room that is not a studio: the browser's own clean-up
 * (echo, noise, gain) makes that recording better for nearly everybody, and the level that people
 * see and the analysis hears is the level that is kept, because both come after the clean-up.
 * What it costs: gain control lifts a far microphone's noise together with the voice. That is
 * measured on the kept sound, so it is advised about and not hidden.
 */
export function microphoneConstraints(
  id: string | undefined,
  firmness: Firmness,
): MediaTrackConstraints {
  return {
    ...byId(id, firmness),
    channelCount: { ideal: 1 },
    sampleRate: { ideal: 48_000 },
    echoCancellation: { ideal: true },
    noiseSuppression: { ideal: true },
    autoGainControl: { ideal: true },
  };
}

export type PermissionAnswer = 'granted' | 'denied' | 'prompt' | 'unknown';

/** The browser's memory of an earlier answer; `unknown` where it does not tell. */
export async function permissionFor(kind: 'camera' | 'microphone'): Promise<PermissionAnswer> {
  try {
    const status = await navigator.permissions.query({ name: kind });
    return status.state;
  } catch {
    return 'unknown';
  }
}

export async function listDevices(): Promise<Device[]> {
  try {
    return toDevices(await navigator.mediaDevices.enumerateDevices());
  } catch {
    return [];
  }
}

/** Some drivers announce one plug three times within a few hundred milliseconds. */
const SETTLE_MS = 300;

/** Tells every settled change of the list; returns the way to stop. */
export function watchDevices(onChange: (devices: Device[], change: DeviceChange) => void) {
  let known: Device[] | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const look = async () => {
    const devices = await listDevices();
    if (stopped) return;
    const change = compare(known ?? devices, devices);
    known = devices;
    onChange(devices, change);
  };
  const onEvent = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void look(), SETTLE_MS);
  };
  media()?.addEventListener('devicechange', onEvent);
  void look();
  return {
    /** Looks again at once: labels appear only after permission. */
    refresh: look,
    stop() {
      stopped = true;
      clearTimeout(timer);
      media()?.removeEventListener('devicechange', onEvent);
    },
  };
}
