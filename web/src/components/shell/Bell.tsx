import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Bell as BellIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { notificationStatsQuery } from '@/api/queries/notifications';

/** More than this is only "many". */
const MOST_SHOWN = 99;

/** The way to the notifications, with how many are unread. Without an answer it is just a way. */
export function Bell({ user }: { user: string }) {
  const { t } = useTranslation();
  const stats = useQuery(notificationStatsQuery(user));
  const unread = stats.data?.unread ?? 0;
  return (
    <Link
      to="/notifications"
      aria-label={unread > 0 ? t('bell', { count: unread }) : t('bell_none')}
      className="relative flex size-11 items-center justify-center rounded-sm text-ink-soft transition-colors hover:bg-sunken hover:text-ink"
    >
      <BellIcon aria-hidden className="size-5" />
      {unread > 0 && (
        <span
          aria-hidden
          data-testid="bell-count"
          className="absolute end-1 top-1 flex h-5 min-w-5 items-center justify-center rounded-full bg-accent px-1 text-xs font-semibold text-on-accent"
        >
          {unread > MOST_SHOWN ? `${MOST_SHOWN}+` : unread}
        </span>
      )}
    </Link>
  );
}
