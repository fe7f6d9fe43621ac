import { Link, type LinkProps } from '@tanstack/react-router';
import {
  BriefcaseBusiness,
  Building2,
  CircleUserRound,
  Clapperboard,
  ShieldEllipsis,
  UsersRound,
  WifiOff,
  type LucideIcon,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Role } from '@/api/models';
import { useOnline } from '@/hooks/useOnline';
import { useSession } from '@/hooks/useSession';
import { useTheme } from '@/hooks/useTheme';
import { cx } from '@/lib/cx';
import { Logo } from '../Logo';
import { AccountMenu } from './AccountMenu';
import { Bell } from './Bell';
import { UnverifiedBanner } from './UnverifiedBanner';

export interface PageShellProps {
  children: ReactNode;
  /** `wide` uses the whole window, for lists beside a person; `page` reads like a page. */
  width?: 'page' | 'wide';
}

interface Place {
  to: NonNullable<LinkProps['to']>;
  label: 'nav_videos' | 'nav_profile' | 'nav_offers' | 'nav_candidates' | 'nav_admin' | 'nav_team';
  icon: LucideIcon;
}

const OFFERS: Place = { to: '/offers', label: 'nav_offers', icon: BriefcaseBusiness };
const CANDIDATE: readonly Place[] = [
  { to: '/videos', label: 'nav_videos', icon: Clapperboard },
  { to: '/profile', label: 'nav_profile', icon: CircleUserRound },
  OFFERS,
];
const RECRUITER: readonly Place[] = [
  { to: '/candidates', label: 'nav_candidates', icon: UsersRound },
  OFFERS,
];
const COMPANY_ADMIN: readonly Place[] = [
  ...RECRUITER,
  { to: '/team', label: 'nav_team', icon: Building2 },
];

const PLATFORM_ADMIN: readonly Place[] = [
  { to: '/admin', label: 'nav_admin', icon: ShieldEllipsis },
];

function placesOf(role: Role | undefined): readonly Place[] {
  if (role === undefined) return [];
  if (role === 'platform_admin') return PLATFORM_ADMIN;
  if (role === 'company_admin') return COMPANY_ADMIN;
  return role === 'candidate' ? CANDIDATE : RECRUITER;
}

/** Header, navigation, language and theme around a page. The studio fills the window instead. */
export function PageShell({ children, width = 'page' }: PageShellProps) {
  const { t } = useTranslation();
  const session = useSession();
  const online = useOnline();
  useTheme('light');
  const user = session.status === 'signed-in' ? session.user : null;
  const places = placesOf(user?.role);
  const tabs = places.length > 1;

  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="sr-only z-50 rounded-sm bg-accent px-4 py-2 text-on-accent focus:not-sr-only focus:fixed focus:start-4 focus:top-4"
      >
        {t('skip_to_content')}
      </a>
      <header className="sticky top-0 z-30 border-b border-line bg-paper/95">
        <div
          className={cx(
            'mx-auto flex h-16 items-center gap-2 px-4 sm:gap-4 sm:px-6',
            width === 'page' && 'max-w-6xl',
          )}
        >
          <Link to="/" className="flex rounded-sm">
            <Logo />
            <span className="sr-only">, {t('home')}</span>
          </Link>
          {places.length > 0 && (
            <nav
              aria-label={t('navigation')}
              className={cx('gap-1 sm:ms-4', tabs ? 'hidden sm:flex' : 'flex')}
            >
              {places.map((place) => (
                <Link
                  key={place.to}
                  to={place.to}
                  className="relative flex h-11 items-center rounded-sm px-3 text-sm font-medium text-ink-soft transition-colors after:absolute after:inset-x-3 after:-bottom-2.5 after:h-0.5 hover:bg-sunken hover:text-ink data-[status=active]:text-ink data-[status=active]:after:bg-accent"
                >
                  {t(place.label)}
                </Link>
              ))}
            </nav>
          )}
          <div className="ms-auto flex items-center">
            {user && <Bell user={user.id} />}
            <AccountMenu user={user} />
          </div>
        </div>
        {!online && (
          <p
            role="status"
            className="flex items-center justify-center gap-2 bg-advice-soft px-4 py-2 text-sm text-advice-ink"
          >
            <WifiOff aria-hidden className="size-4 shrink-0" />
            {t('offline')}
          </p>
        )}
      </header>
      {user && <UnverifiedBanner user={user} />}
      <main
        id="main"
        tabIndex={-1}
        className={cx(
          'mx-auto w-full flex-1 outline-none',
          width === 'page' && 'max-w-6xl px-4 py-8 sm:px-6 sm:py-12',
          tabs && 'pb-24 sm:pb-12',
        )}
      >
        {children}
      </main>
      {tabs && (
        <nav
          aria-label={t('navigation')}
          className="fixed inset-x-0 bottom-0 z-30 flex border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] sm:hidden"
        >
          {places.map((place) => (
            <Link
              key={place.to}
              to={place.to}
              className="flex h-16 flex-1 flex-col items-center justify-center gap-1 text-xs font-medium text-ink-soft data-[status=active]:text-accent-ink"
            >
              <place.icon aria-hidden className="size-5" />
              {t(place.label)}
            </Link>
          ))}
        </nav>
      )}
    </div>
  );
}
