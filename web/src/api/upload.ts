import type { Uploaded } from './models';
import { problemFrom, Unreachable } from './problem';
import { accessToken, refresh } from './session';

export interface VideoToSend {
  file: File;
  /** Of the video that is made for it. */
  title?: string;
  /** The take belongs to this video instead. */
  videoId?: string;
}

export interface Sending {
  /** Bytes that have left, of all. */
  onProgress: (sent: number, total: number) => void;
  signal: AbortSignal;
}

/**
 * Sends a video file. Rejects with `ApiProblem`, {@link Unreachable}, or an `AbortError` once
 * `signal` says so. `fetch` cannot tell how far an upload has come; this can.
 */
export async function sendVideo(video: VideoToSend, sending: Sending): Promise<Uploaded> {
  let answer = await send(video, sending);
  // The server looks at the token first, so that hardly anything is sent twice.
  if (answer.status === 401 && (await refresh().catch(() => false))) {
    answer = await send(video, sending);
  }
  if (answer.status !== 201) throw problemFrom(answer.status, answer.body);
  return answer.body as Uploaded;
}

interface Answer {
  status: number;
  body: unknown;
}

async function send(video: VideoToSend, { onProgress, signal }: Sending): Promise<Answer> {
  const token = await accessToken();
  signal.throwIfAborted();
  // What belongs to the file goes before it.
  const form = new FormData();
  if (video.title !== undefined) form.append('title', video.title);
  if (video.videoId !== undefined) form.append('video_id', video.videoId);
  form.append('file', video.file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    request.open('POST', '/api/upload/');
    if (token !== null) request.setRequestHeader('authorization', `Bearer ${token}`);
    request.setRequestHeader('accept-language', document.documentElement.lang);
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(loaded, total));
    request.addEventListener('load', () =>
      resolve({ status: request.status, body: parsed(request.responseText) }),
    );
    request.addEventListener('error', () => reject(new Unreachable(new Error('upload failed'))));
    request.addEventListener('abort', () => reject(new DOMException('cancelled', 'AbortError')));
    request.addEventListener('loadend', () => signal.removeEventListener('abort', abort));
    signal.addEventListener('abort', abort);
    request.send(form);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
