import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  RouterProvider,
  type RouteComponent,
} from '@tanstack/react-router';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { vi } from 'vitest';
import type { User } from '@/api/models';
import { Unreachable } from '@/api/problem';
import { logIn } from '@/api/session';

/** A page at its address, in a router that knows no others. */
export function showPage(Page: RouteComponent, address: string) {
  const { hash, pathname, search } = new URL(address, window.location.origin);
  // Pages read what stands behind the hash from the window itself.
  window.history.replaceState(null, '', `${pathname}${search}${hash}`);
  const root = createRootRoute({ component: Outlet, notFoundComponent: () => null });
  const page = createRoute({ getParentRoute: () => root, path: pathname, component: Page });
  const router = createRouter({
    routeTree: root.addChildren([page]),
    history: createMemoryHistory({ initialEntries: [`${pathname}${search}`] }),
  });
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const shown = render(
    <QueryClientProvider client={queries}>
      {/* The types of the real router's routes are registered for all: this one has one page. */}
      <RouterProvider router={router as never} />
    </QueryClientProvider>,
  );
  return { ...shown, user: userEvent.setup(), router };
}

/** What the typed client gives for an answer of the server. */
export const answer = (status: number, body?: unknown) =>
  Promise.resolve({
    ...(status < 400 ? { data: body } : { error: body }),
    response: new Response(null, { status }),
  } as never);

export const problem = (status: number, slug: string, more: object = {}) =>
  answer(status, { type: `/problems/${slug}`, title: slug, detail: slug, ...more });

export const fault = (field: string, text: string) =>
  problem(422, 'invalid', { errors: { [field]: [text] } });

export const unreachable = () => Promise.reject(new Unreachable(null));

/** An answer that is given when the test says so. */
export function later(status: number, body?: unknown) {
  let give: () => void = () => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { give: () => give(), promise: given.then(() => answer(status, body)) };
}

/** Logs somebody in, as the server would have answered. */
export async function signIn(user: User) {
  const session = { access_token: 'a', expires_in: 600, user };
  const server = vi.spyOn(globalThis, 'fetch').mockResolvedValueOnce(Response.json(session));
  await logIn({ email: user.email, password: 'x' });
  server.mockRestore();
}
