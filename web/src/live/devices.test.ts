import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserOf } from './browser';
import { openBoth, openOne } from './capture';
import { pick, readChoice, rememberChoice } from './choice';
import {
  cameraConstraints,
  compare,
  microphoneConstraints,
  obstacle,
  problemOf,
  toDevices,
  watchDevices,
  type Device,
} from './devices';

const failure = (name: string, message = '') => Object.assign(new Error(message), { name });
const info = (kind: MediaDeviceKind, deviceId: string, label = deviceId) => ({
  kind,
  deviceId,
  label,
});
const camera = (id: string, label = id): Device => ({ kind: 'camera', id, label });

describe('problemOf', () => {
  it.each([
    ['NotAllowedError', 'Permission denied', 'both', 'refused'],
    ['NotAllowedError', 'Permission denied by system', 'both', 'refused_by_system'],
    ['NotAllowedError', 'Permission dismissed', 'both', 'dismissed'],
    ['SecurityError', '', 'both', 'refused'],
    ['NotFoundError', 'Requested device not found', 'camera', 'no_camera'],
    ['NotFoundError', 'Requested device not found', 'microphone', 'no_microphone'],
    ['NotReadableError', 'Could not start video source', 'both', 'camera_busy'],
    ['NotReadableError', 'Could not start audio source', 'both', 'microphone_busy'],
    ['NotReadableError', '', 'microphone', 'microphone_busy'],
    ['AbortError', 'Starting videoinput failed', 'both', 'camera_busy'],
    ['OverconstrainedError', '', 'camera', 'unsuitable'],
    ['TypeError', '', 'both', 'unsupported'],
    ['SomethingNew', '', 'both', 'unknown'],
  ] as const)('%s (%s) of %s is %s', (name, message, wanted, problem) => {
    expect(problemOf(failure(name, message), wanted)).toBe(problem);
  });

  it('does not trip over what is no error', () => {
    expect(problemOf(null, 'both')).toBe('unknown');
    expect(problemOf('no', 'both')).toBe('unknown');
  });
});

describe('obstacle', () => {
  const all = { isSecureContext: true, hasMedia: true, hasPeerConnection: true };
  it('names an insecure page before an old browser: its remedy is another', () => {
    expect(obstacle(all)).toBeNull();
    expect(obstacle({ ...all, isSecureContext: false, hasMedia: false })).toBe('insecure');
    expect(obstacle({ ...all, hasMedia: false })).toBe('unsupported');
    expect(obstacle({ ...all, hasPeerConnection: false })).toBe('unsupported');
  });
});

describe('the list', () => {
  it('leaves out second names and what is not told yet', () => {
    expect(
      toDevices([
        info('audioinput', 'default'),
        info('audioinput', 'communications'),
        info('audioinput', 'm1'),
        info('videoinput', ''),
        info('videoinput', 'c1'),
        info('videoinput', 'c1'),
        info('audiooutput', 'default', 'System'),
      ]),
    ).toEqual([
      { kind: 'microphone', id: 'm1', label: 'm1' },
      camera('c1'),
      // The only one of its kind.
      { kind: 'speaker', id: 'default', label: 'System' },
    ]);
  });

  it('tells what came and what went', () => {
    expect(compare([camera('a'), camera('b')], [camera('b'), camera('c')])).toEqual({
      added: [camera('c')],
      removed: [camera('a')],
    });
  });
});

describe('plugging in and out', () => {
  class FakeMedia extends EventTarget {
    plugged = [info('videoinput', 'built-in')];
    asked = 0;
    enumerateDevices() {
      this.asked += 1;
      return Promise.resolve([...this.plugged]);
    }
  }
  let media: FakeMedia;
  beforeEach(() => {
    vi.useFakeTimers();
    media = new FakeMedia();
    vi.stubGlobal('navigator', { mediaDevices: media });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('is told once, however often the driver announces it, and no more after the end', async () => {
    const told: string[] = [];
    const watch = watchDevices((devices, change) => {
      const ids = (list: Device[]) => list.map(({ id }) => id).join(' ');
      told.push(`${ids(devices)} +${ids(change.added)} -${ids(change.removed)}`);
    });
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual(['built-in + -']);

    media.plugged.push(info('videoinput', 'usb'));
    for (let times = 0; times < 3; times += 1) {
      media.dispatchEvent(new Event('devicechange'));
      await vi.advanceTimersByTimeAsync(100);
    }
    await vi.advanceTimersByTimeAsync(1000);
    media.plugged = media.plugged.slice(0, 1);
    media.dispatchEvent(new Event('devicechange'));
    await vi.advanceTimersByTimeAsync(1000);
    expect(told.slice(1)).toEqual(['built-in usb +usb -', 'built-in + -usb']);

    watch.stop();
    media.dispatchEvent(new Event('devicechange'));
    await vi.advanceTimersByTimeAsync(1000);
    expect(media.asked).toBe(3);
  });
});

describe('the remembered choice', () => {
  const store = () => {
    const kept = new Map<string, string>();
    return {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
  };

  it('is read back, kind by kind', () => {
    const own = store();
    rememberChoice(camera('c1', 'Front'), own);
    rememberChoice({ kind: 'microphone', id: 'm1', label: 'Headset' }, own);
    rememberChoice(camera('c2', 'Back'), own);
    expect(readChoice(own)).toEqual({
      camera: { id: 'c2', label: 'Back' },
      microphone: { id: 'm1', label: 'Headset' },
    });
  });

  it('survives rubbish and a store that refuses', () => {
    expect(readChoice({ getItem: () => '{', setItem: () => undefined })).toEqual({});
    expect(readChoice({ getItem: () => '{"camera":{"id":1}}', setItem: () => undefined })).toEqual(
      {},
    );
    const refusing = {
      getItem: () => {
        throw new Error('private');
      },
      setItem: () => {
        throw new Error('private');
      },
    };
    expect(rememberChoice(camera('c1'), refusing)).toEqual({ camera: { id: 'c1', label: 'c1' } });
  });

  it('is found by identifier, else by label', () => {
    const list = [camera('x', 'Front'), camera('y', 'Back')];
    expect(pick(list, 'camera', { id: 'y', label: 'Front' })?.id).toBe('y');
    expect(pick(list, 'camera', { id: 'gone', label: 'Front' })?.id).toBe('x');
    expect(pick(list, 'camera', { id: 'gone', label: '' })).toBeUndefined();
    expect(pick(list, 'microphone', { id: 'x', label: 'Front' })).toBeUndefined();
    expect(pick(list, 'camera', undefined)).toBeUndefined();
  });
});

describe('what is asked for', () => {
  it('is 1280×720 at 30, and the front camera unless one is named', () => {
    expect(cameraConstraints(undefined, 'wish')).toEqual({
      width: { ideal: 1280 },
      height: { ideal: 720 },
      frameRate: { ideal: 30 },
      facingMode: { ideal: 'user' },
    });
    expect(cameraConstraints('c1', 'demand')).toMatchObject({ deviceId: { exact: 'c1' } });
    expect(cameraConstraints('c1', 'wish')).not.toHaveProperty('facingMode');
  });

  it('is one cleaned-up voice', () => {
    expect(microphoneConstraints('m1', 'wish')).toMatchObject({
      deviceId: { ideal: 'm1' },
      channelCount: { ideal: 1 },
      echoCancellation: { ideal: true },
      noiseSuppression: { ideal: true },
      autoGainControl: { ideal: true },
    });
  });
});

describe('opening', () => {
  const stopped: string[] = [];
  const stream = (kind: string) => {
    const track = { kind, stop: () => stopped.push(kind) };
    return { getTracks: () => [track] } as unknown as MediaStream;
  };
  const wanted = { firmness: 'wish' } as const;

  it('asks for both in one question', async () => {
    const both = stream('both');
    const asked: MediaStreamConstraints[] = [];
    const opened = await openBoth(
      wanted,
      (constraints) => {
        asked.push(constraints);
        return Promise.resolve(both);
      },
      null,
    );
    expect(opened).toEqual({ ok: true, value: both });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toHaveProperty('audio');
    expect(asked[0]).toHaveProperty('video');
  });

  it('does not ask where it cannot work', async () => {
    const never = () => Promise.reject(new Error('asked'));
    expect(await openBoth(wanted, never, 'insecure')).toEqual({ ok: false, problem: 'insecure' });
  });

  it('finds out which of the two is missing or busy, and leaves neither open', async () => {
    const busyMicrophone = ({ audio }: MediaStreamConstraints) =>
      audio ? Promise.reject(failure('NotReadableError')) : Promise.resolve(stream('video'));
    expect(await openBoth(wanted, busyMicrophone, null)).toEqual({
      ok: false,
      problem: 'microphone_busy',
    });
    expect(stopped).toEqual(['video']);

    const noCamera = ({ video }: MediaStreamConstraints) =>
      video ? Promise.reject(failure('NotFoundError')) : Promise.resolve(stream('audio'));
    expect(await openBoth(wanted, noCamera, null)).toEqual({ ok: false, problem: 'no_camera' });
  });

  it('opens one alone', async () => {
    const opened = await openOne('microphone', 'm1', 'demand', () =>
      Promise.resolve(stream('audio')),
    );
    expect(opened).toMatchObject({ ok: true, value: { kind: 'audio' } });
    expect(
      await openOne('camera', 'c1', 'demand', () =>
        Promise.reject(failure('OverconstrainedError')),
      ),
    ).toEqual({ ok: false, problem: 'unsuitable' });
  });
});

describe('browserOf', () => {
  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
      0,
      'chrome',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0',
      0,
      'edge',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 0, 'firefox'],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
      0,
      'safari',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
      5,
      'safari_ios',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1',
      5,
      'safari_ios',
    ],
    [
      'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36',
      5,
      'chrome_android',
    ],
    ['curl/8', 0, 'other'],
  ])('%s', (userAgent, touchPoints, name) => {
    expect(browserOf(userAgent, touchPoints)).toBe(name);
  });
});
