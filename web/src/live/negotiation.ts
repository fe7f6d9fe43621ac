import type { ServerMessage } from './protocol.gen';

/** What a session sends: settings of the peer connection, apart from the connection itself. */

/** What the server asks the camera for in `joined`. */
export type Resolution = Extract<ServerMessage, { type: 'joined' }>['resolution'];

/** Asked for until the server has said otherwise. */
export const DEFAULT_RESOLUTION: Resolution = { width: 1280, height: 720, frame_rate: 30 };

const FULL_BITRATE = 1_500_000;
const SMALL_BITRATE = 150_000;
/** 1280×720 → 320×180, what the analysis looks at. */
const SMALL_SCALE = 4;

/**
 * Two simulcast layers. The small one stands first: browsers start and, short of bandwidth, keep
 * layers in the order in which they are listed from the lowest.
 */
export function videoEncodings(frameRate: number): RTCRtpEncodingParameters[] {
  return [
    {
      rid: 'q',
      scaleResolutionDownBy: SMALL_SCALE,
      maxBitrate: SMALL_BITRATE,
      maxFramerate: frameRate,
    },
    { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: FULL_BITRATE, maxFramerate: frameRate },
  ];
}

/** Only the fields that the order depends on. */
export interface Codec {
  mimeType: string;
  sdpFmtpLine?: string;
}

/**
 * H.264 first (baseline with packetization-mode 1 before its other flavours: every browser that
 * sends H.264 sends that one), VP8 second, whatever else after them in the browser's own order.
 * Retransmission and error-correction entries keep their place among the rest.
 */
export function orderCodecs<C extends Codec>(codecs: readonly C[]): C[] {
  const rank = (codec: C): number => {
    const name = codec.mimeType.toLowerCase();
    if (name === 'video/h264') return isPlainH264(codec.sdpFmtpLine ?? '') ? 0 : 1;
    return name === 'video/vp8' ? 2 : 3;
  };
  return codecs
    .map((codec, place) => ({ codec, place, rank: rank(codec) }))
    .sort((a, b) => a.rank - b.rank || a.place - b.place)
    .map(({ codec }) => codec);
}

function isPlainH264(parameters: string): boolean {
  const mode = /packetization-mode=(\d)/.exec(parameters)?.[1] ?? '0';
  const profile = /profile-level-id=(42[0-9a-f]{2})/i.exec(parameters);
  return mode === '1' && profile !== null;
}

interface CodecPreference {
  setCodecPreferences?: (codecs: RTCRtpCodec[]) => void;
}

/**
 * Puts H.264 first where the browser lets us; else the browser's own order stands. Browsers differ
 * on whether the list has to come from the sender's or the receiver's capabilities, so each one of
 * `capabilities` is tried in turn.
 */
export function preferH264(
  transceiver: CodecPreference,
  capabilities: readonly (RTCRtpCapabilities | null)[],
): boolean {
  for (const list of capabilities) {
    if (!list || !transceiver.setCodecPreferences) continue;
    try {
      transceiver.setCodecPreferences(orderCodecs(list.codecs));
      return true;
    } catch {
      // The next list, or the browser's own order: both record.
    }
  }
  return false;
}

/**
 * Chromium answers a busy machine with a smaller picture (640×360 from 1280×720) unless told
 * otherwise; a stored presentation is better with fewer frames than with fewer pixels.
 */
export async function keepResolution(sender: RTCRtpSender): Promise<void> {
  try {
    const parameters = sender.getParameters();
    parameters.degradationPreference = 'maintain-resolution';
    await sender.setParameters(parameters);
  } catch {
    // Not known to this browser; nothing else depends on it.
  }
}

/** Whether a video section of this description carries a codec that the server records. */
export function offersRecordableVideo(sdp: string): boolean {
  return /^a=rtpmap:\d+ (?:h264|vp8)\/90000/im.test(sdp);
}

/**
 * The offer with sound that can be asked for again (RFC 4585, generic NACK). Browsers know how to
 * send lost sound a second time and offer it for pictures only: one packet of sound in ten that is
 * lost on the way would stay lost, and a recording has the time to wait for it.
 */
export function withSoundNack(sdp: string): string {
  const sections = sdp.split(/^(?=m=)/m);
  return sections
    .map((section) => {
      if (!section.startsWith('m=audio ')) return section;
      // Opus, and RED (RFC 2198), which carries it: what is asked for is what was sent.
      return section.replace(
        /^a=rtpmap:(\d+) (?:opus|red)\/48000.*(\r?\n)/gim,
        (line, type: string, end: string) =>
          new RegExp(`^a=rtcp-fb:${type} nack\\r?$`, 'm').test(section)
            ? line
            : `${line}a=rtcp-fb:${type} nack${end}`,
      );
    })
    .join('');
}

/** `/api/live/` on this page's own host, by the socket scheme that fits the page's. */
export function socketUrl(path: string, page: Pick<Location, 'protocol' | 'host'>): string {
  const scheme = page.protocol === 'https:' ? 'wss:' : 'ws:';
  return `${scheme}//${page.host}${path.startsWith('/') ? path : `/${path}`}`;
}

/** The server's list in the browser's shape. */
export function iceServers(
  servers: Extract<ServerMessage, { type: 'joined' }>['ice_servers'],
): RTCIceServer[] {
  return servers.map(({ urls, username, credential }) => ({
    urls,
    ...(username === undefined ? {} : { username }),
    ...(credential === undefined ? {} : { credential }),
  }));
}
