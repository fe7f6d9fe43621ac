import { MAX_MESSAGE_BYTES, type ClientMessage, type ServerMessage } from './protocol.gen';

const KNOWN: Record<ServerMessage['type'], true> = {
  joined: true,
  resumed: true,
  answer: true,
  media: true,
  connection: true,
  countdown: true,
  countdown_cancelled: true,
  started: true,
  step: true,
  progress: true,
  analysis: true,
  guidance: true,
  stopping: true,
  sealed: true,
  damaged: true,
  error: true,
};

/**
 * Reads one text frame; `null` for anything this page does not know. A newer server may say more
 * than an older page understands, and that must not end a recording.
 */
export function readMessage(data: unknown): ServerMessage | null {
  if (typeof data !== 'string') return null;
  try {
    const value: unknown = JSON.parse(data);
    if (typeof value !== 'object' || value === null || !('type' in value)) return null;
    const { type } = value;
    return typeof type === 'string' && Object.hasOwn(KNOWN, type) ? (value as ServerMessage) : null;
  } catch {
    return null;
  }
}

/** One text frame, or `null` when the server would refuse it for its length. */
export function writeMessage(message: ClientMessage): string | null {
  const text = JSON.stringify(message);
  return new TextEncoder().encode(text).byteLength > MAX_MESSAGE_BYTES ? null : text;
}
