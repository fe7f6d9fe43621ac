/** Opens camera and microphone, and says in our words why that did not work. */

import {
  cameraConstraints,
  microphoneConstraints,
  obstacleHere,
  problemOf,
  type DeviceProblem,
  type Firmness,
} from './devices';
import type { Resolution } from './negotiation';

export interface Wanted {
  cameraId?: string | undefined;
  microphoneId?: string | undefined;
  firmness: Firmness;
  resolution?: Resolution;
}

export type Opened<T> = { ok: true; value: T } | { ok: false; problem: DeviceProblem };

type GetUserMedia = (constraints: MediaStreamConstraints) => Promise<MediaStream>;

const getUserMedia: GetUserMedia = (constraints) =>
  navigator.mediaDevices.getUserMedia(constraints);

/** Both at once: one question to the person instead of two. */
export async function openBoth(
  wanted: Wanted,
  get: GetUserMedia = getUserMedia,
  blocked: DeviceProblem | null = obstacleHere(),
): Promise<Opened<MediaStream>> {
  if (blocked) return { ok: false, problem: blocked };
  const constraints = {
    video: cameraConstraints(wanted.cameraId, wanted.firmness, wanted.resolution),
    audio: microphoneConstraints(wanted.microphoneId, wanted.firmness),
  };
  try {
    return { ok: true, value: await get(constraints) };
  } catch (error) {
    const problem = problemOf(error, 'both');
    const unclear =
      problem === 'camera_busy' ||
      problem === 'microphone_busy' ||
      problem === 'no_camera' ||
      problem === 'no_microphone';
    return { ok: false, problem: unclear ? await whichOne(constraints, problem, get) : problem };
  }
}

/** Asks for each alone: browsers seldom say which of the two is the busy or the missing one. */
async function whichOne(
  constraints: { video: MediaTrackConstraints; audio: MediaTrackConstraints },
  fallback: DeviceProblem,
  get: GetUserMedia,
): Promise<DeviceProblem> {
  const video = await tryOne(() => get({ video: constraints.video }), 'camera');
  if (video) return video;
  return (await tryOne(() => get({ audio: constraints.audio }), 'microphone')) ?? fallback;
}

async function tryOne(
  open: () => Promise<MediaStream>,
  kind: 'camera' | 'microphone',
): Promise<DeviceProblem | null> {
  try {
    stopAll(await open());
    return null;
  } catch (error) {
    return problemOf(error, kind);
  }
}

/** One track alone, for a change of device while the other goes on. */
export async function openOne(
  kind: 'camera' | 'microphone',
  id: string | undefined,
  firmness: Firmness,
  get: GetUserMedia = getUserMedia,
): Promise<Opened<MediaStreamTrack>> {
  try {
    const stream = await get(
      kind === 'camera'
        ? { video: cameraConstraints(id, firmness) }
        : { audio: microphoneConstraints(id, firmness) },
    );
    const track = stream.getTracks()[0];
    return track
      ? { ok: true, value: track }
      : { ok: false, problem: kind === 'camera' ? 'no_camera' : 'no_microphone' };
  } catch (error) {
    return { ok: false, problem: problemOf(error, kind) };
  }
}

export function stopAll(stream: MediaStream | null): void {
  stream?.getTracks().forEach((track) => {
    track.stop();
  });
}
