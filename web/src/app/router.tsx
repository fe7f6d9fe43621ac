import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { sessionState } from '@/api/session';
import { loadTexts } from '@/i18n';
import { sectionOf, type Section } from '@/features/admin/sections';
import { shownOf, type Shown } from '@/features/offers/shown';
import { candidateSearchOf, type CandidateSearch } from '@/lib/candidateSearch';
import { homeOf, requireRole, safeNext } from './guards';
import { CrashPage, NotFoundPage } from './pages';

const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  notFoundComponent: NotFoundPage,
  errorComponent: CrashPage,
});

const index = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    const session = sessionState();
    throw session.status === 'signed-in'
      ? redirect({ to: homeOf(session.user.role) })
      : redirect({ to: '/login' });
  },
});

/** `next`: where to go afterwards. */
function entry(search: Record<string, unknown>): { next?: string } {
  const next = safeNext(search.next);
  return next === undefined ? {} : { next };
}

function leaveWhenSignedIn({ search }: { search: { next?: string } }): void {
  const session = sessionState();
  if (session.status !== 'signed-in') return;
  throw redirect({ href: search.next ?? homeOf(session.user.role) });
}

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: entry,
  beforeLoad: leaveWhenSignedIn,
  loader: () => loadTexts('auth'),
  component: lazyRouteComponent(() => import('@/features/auth/LoginPage')),
});

const signup = createRoute({
  getParentRoute: () => root,
  path: '/signup',
  validateSearch: entry,
  beforeLoad: leaveWhenSignedIn,
  loader: () => loadTexts('auth'),
  component: lazyRouteComponent(() => import('@/features/auth/SignUpPage')),
});

const forgot = createRoute({
  getParentRoute: () => root,
  path: '/forgot',
  loader: () => loadTexts('auth'),
  component: lazyRouteComponent(() => import('@/features/auth/ForgotPage')),
});

const reset = createRoute({
  getParentRoute: () => root,
  path: '/reset',
  loader: () => loadTexts('auth'),
  component: lazyRouteComponent(() => import('@/features/auth/ResetPage')),
});

const verify = createRoute({
  getParentRoute: () => root,
  path: '/verify',
  loader: () => loadTexts('auth'),
  component: lazyRouteComponent(() => import('@/features/auth/VerifyPage')),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  loader: () => loadTexts('auth'),
  component: lazyRouteComponent(() => import('@/features/auth/InvitationPage')),
});

const videos = createRoute({
  getParentRoute: () => root,
  path: '/videos',
  beforeLoad: ({ location }) => requireRole(location.href, 'candidate'),
  loader: () => loadTexts('videos'),
  component: lazyRouteComponent(() => import('@/features/videos/VideosPage')),
});

const video = createRoute({
  getParentRoute: () => root,
  path: '/videos/$videoId',
  beforeLoad: ({ location }) => requireRole(location.href, 'candidate'),
  /** `take`: the one shown in the player. */
  validateSearch: (search: Record<string, unknown>): { take?: string } =>
    typeof search.take === 'string' ? { take: search.take } : {},
  loader: () => loadTexts('videos', 'player', 'coaching'),
  component: lazyRouteComponent(() => import('@/features/videos/VideoPage')),
});

const profile = createRoute({
  getParentRoute: () => root,
  path: '/profile',
  beforeLoad: ({ location }) => requireRole(location.href, 'candidate'),
  loader: () => loadTexts('profile'),
  component: lazyRouteComponent(() => import('@/features/profile/ProfilePage')),
});

const consent = createRoute({
  getParentRoute: () => root,
  path: '/consent',
  beforeLoad: ({ location }) => requireRole(location.href, 'candidate'),
  loader: () => loadTexts('consent'),
  component: lazyRouteComponent(() => import('@/features/consent/ConsentPage')),
});

const security = createRoute({
  getParentRoute: () => root,
  path: '/security',
  beforeLoad: ({ location }) =>
    requireRole(location.href, 'candidate', 'recruiter', 'company_admin', 'platform_admin'),
  loader: () => loadTexts('security'),
  component: lazyRouteComponent(() => import('@/features/security/SecurityPage')),
});

const notifications = createRoute({
  getParentRoute: () => root,
  path: '/notifications',
  beforeLoad: ({ location }) =>
    requireRole(location.href, 'candidate', 'recruiter', 'company_admin', 'platform_admin'),
  validateSearch: (search: Record<string, unknown>): NotificationsSearch => {
    const show = NOTIFICATION_TABS.find((tab) => tab === search.show);
    return show === undefined ? {} : { show };
  },
  loader: () => loadTexts('notifications'),
  component: lazyRouteComponent(() => import('@/features/notifications/NotificationsPage')),
});

const NOTIFICATION_TABS = ['unread', 'archived', 'preferences'] as const;

export interface NotificationsSearch {
  /** Absent: all that are not archived. */
  show?: (typeof NOTIFICATION_TABS)[number];
}

const team = createRoute({
  getParentRoute: () => root,
  path: '/team',
  beforeLoad: ({ location }) => requireRole(location.href, 'company_admin'),
  loader: () => loadTexts('team'),
  component: lazyRouteComponent(() => import('@/features/team/TeamPage')),
});

const candidates = createRoute({
  getParentRoute: () => root,
  path: '/candidates',
  beforeLoad: ({ location }) => requireRole(location.href, 'recruiter', 'company_admin'),
  validateSearch: (search: Record<string, unknown>): CandidatesSearch => ({
    ...(typeof search.person === 'string' ? { person: search.person } : {}),
    ...candidateSearchOf(search),
  }),
  loader: () => loadTexts('candidates', 'player'),
  component: lazyRouteComponent(() => import('@/features/candidates/CandidatesPage')),
});

export interface CandidatesSearch extends CandidateSearch {
  /** The profile shown beside the list. */
  person?: string;
}

const offers = createRoute({
  getParentRoute: () => root,
  path: '/offers',
  beforeLoad: ({ location }) =>
    requireRole(location.href, 'candidate', 'recruiter', 'company_admin'),
  validateSearch: (search: Record<string, unknown>): { show?: Shown } => {
    const show = shownOf(search.show);
    return show === undefined ? {} : { show };
  },
  loader: () => loadTexts('offers'),
  component: lazyRouteComponent(() => import('@/features/offers/OffersPage')),
});

const offerNew = createRoute({
  getParentRoute: () => root,
  path: '/offers/new',
  beforeLoad: ({ location }) => requireRole(location.href, 'recruiter', 'company_admin'),
  loader: () => loadTexts('offers'),
  component: lazyRouteComponent(() => import('@/features/offers/NewOfferPage')),
});

const offer = createRoute({
  getParentRoute: () => root,
  path: '/offers/$offerId',
  beforeLoad: ({ location }) =>
    requireRole(location.href, 'candidate', 'recruiter', 'company_admin'),
  loader: () => loadTexts('offers'),
  component: lazyRouteComponent(() => import('@/features/offers/OfferPage')),
});

const admin = createRoute({
  getParentRoute: () => root,
  path: '/admin',
  beforeLoad: ({ location }) => requireRole(location.href, 'platform_admin'),
  validateSearch: (search: Record<string, unknown>): { view?: Section } => {
    const view = sectionOf(search.view);
    return view === undefined ? {} : { view };
  },
  loader: () => loadTexts('admin', 'player'),
  component: lazyRouteComponent(() => import('@/features/admin/AdminPage')),
});

const studioNew = createRoute({
  getParentRoute: () => root,
  path: '/studio',
  beforeLoad: ({ location }) => requireRole(location.href, 'candidate'),
  validateSearch: (search: Record<string, unknown>): { script?: string; practice?: boolean } => ({
    ...(typeof search.script === 'string' ? { script: search.script } : {}),
    ...(['1', 1, true, 'true'].includes(search.practice as string) ? { practice: true } : {}),
  }),
  loader: () => loadTexts('studio', 'player', 'coaching'),
  component: lazyRouteComponent(() => import('./StudioRoute'), 'StudioNewRoute'),
});

const studioRetake = createRoute({
  getParentRoute: () => root,
  path: '/studio/$videoId',
  beforeLoad: ({ location }) => requireRole(location.href, 'candidate'),
  loader: () => loadTexts('studio', 'player', 'coaching'),
  component: lazyRouteComponent(() => import('./StudioRoute'), 'StudioRetakeRoute'),
});

const tree = root.addChildren([
  index,
  login,
  signup,
  forgot,
  reset,
  verify,
  invitation,
  videos,
  video,
  profile,
  consent,
  security,
  notifications,
  team,
  candidates,
  offers,
  offerNew,
  offer,
  admin,
  studioNew,
  studioRetake,
]);

export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queries },
    defaultPreload: 'intent',
    scrollRestoration: true,
    // Quick pages are swapped without a flash; slow ones say that they are coming.
    defaultPendingMs: 400,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
