import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageShell } from '@/components/shell/PageShell';
import { usePageTitle } from '@/hooks/usePageTitle';
import { NotificationList } from './NotificationList';
import { PreferencesCard } from './PreferencesCard';

const route = getRouteApi('/notifications');
const TABS = ['all', 'unread', 'archived', 'preferences'] as const;

/** What one was told, and what one wants to be told. */
export default function NotificationsPage() {
  const { t } = useTranslation('notifications');
  usePageTitle(t('title'));
  const { show = 'all' } = route.useSearch();
  return (
    <PageShell>
      <div className="mx-auto max-w-2xl">
        <h1 className="text-2xl font-semibold tracking-tight">{t('title')}</h1>
        <p className="mt-1 text-ink-soft">{t('intro')}</p>
        <nav aria-label={t('tabs')} className="mt-6 flex flex-wrap gap-1 border-b border-line">
          {TABS.map((tab) => (
            <Link
              key={tab}
              to="/notifications"
              search={tab === 'all' ? {} : { show: tab }}
              aria-current={tab === show ? 'page' : undefined}
              className="flex h-11 items-center rounded-t-sm px-3 text-sm font-medium text-ink-soft transition-colors hover:bg-sunken hover:text-ink aria-[current=page]:text-accent-ink aria-[current=page]:underline aria-[current=page]:underline-offset-8"
            >
              {t(`tab_${tab}`)}
            </Link>
          ))}
        </nav>
        {show === 'preferences' ? (
          <PreferencesCard />
        ) : (
          <NotificationList key={show} shown={show} />
        )}
      </div>
    </PageShell>
  );
}
