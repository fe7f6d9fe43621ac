import createClient from 'openapi-fetch';
import { Unreachable } from './problem';
import type { paths } from './schema';
import { accessToken, refresh, sessionState } from './session';
import { noteTag } from './versions';

async function send(request: Request): Promise<Response> {
  const token = await accessToken();
  if (token !== null) request.headers.set('authorization', `Bearer ${token}`);
  request.headers.set('accept-language', document.documentElement.lang);
  try {
    const response = await fetch(request);
    noteTag(request.url, response);
    return response;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new Unreachable(cause);
  }
}

/** Sends with the access token; refused once, renews it and tries again. */
async function authorizedFetch(request: Request): Promise<Response> {
  // A request that must outlive the page cannot wait for a second round, nor be copied.
  if (request.keepalive) return send(request);
  const again = request.clone();
  const response = await send(request);
  if (response.status !== 401 || sessionState().status !== 'signed-in') return response;
  return (await refresh().catch(() => false)) ? send(again) : response;
}

/**
 * The typed client: `unwrap(await api.GET('/api/videos/{id}/', { params: { path: { id } } }))`.
 * Rejects with {@link Unreachable} when there is no answer; `unwrap` throws `ApiProblem`.
 */
export const api = createClient<paths>({
  baseUrl: window.location.origin,
  fetch: authorizedFetch,
});
