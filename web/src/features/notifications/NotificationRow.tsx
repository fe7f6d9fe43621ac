import { useRouter } from '@tanstack/react-router';
import { Archive, ArchiveRestore, Check } from 'lucide-react';
import type { MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Notification } from '@/api/models';
import type { Mark } from '@/api/queries/notifications';
import { Badge } from '@/components/Badge';
import { buttonClass } from '@/components/buttonClass';
import { IconButton } from '@/components/IconButton';
import { useFormat } from '@/hooks/useFormat';
import { cx } from '@/lib/cx';

export function NotificationRow({
  row,
  isPending,
  onMark,
}: {
  row: Notification;
  isPending: boolean;
  onMark: (mark: Mark) => void;
}) {
  const { t } = useTranslation('notifications');
  const format = useFormat();
  const { history } = useRouter();
  const named = (action: string) => t('named', { action, title: row.title });

  // Whoever goes to the thing has read about it; a new tab goes the browser's own way.
  const follow = (event: MouseEvent, url: string) => {
    if (!row.is_read) onMark('mark_as_read');
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    history.push(url);
  };

  return (
    <li
      className={cx(
        'rounded-lg border bg-surface p-4',
        row.is_read ? 'border-line' : 'border-accent',
      )}
    >
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <p className="flex flex-wrap items-center gap-2 font-medium">
            <span className="break-words">{row.title}</span>
            {!row.is_read && <Badge tone="accent">{t('unread')}</Badge>}
            {row.priority === 'urgent' && <Badge tone="danger">{t('urgent')}</Badge>}
            {row.priority === 'high' && <Badge tone="advice">{t('high')}</Badge>}
          </p>
          <p className="mt-1 break-words text-ink-soft">{row.message}</p>
          <p className="mt-1 text-sm text-ink-faint">
            <time dateTime={row.created_at} title={format.dateTime(row.created_at)}>
              {format.ago(row.created_at)}
            </time>
          </p>
        </div>
        <div className="flex shrink-0">
          {!row.is_read && (
            <IconButton
              icon={Check}
              label={named(t('mark_read'))}
              isDisabled={isPending}
              onPress={() => onMark('mark_as_read')}
            />
          )}
          <IconButton
            icon={row.is_archived ? ArchiveRestore : Archive}
            label={named(t(row.is_archived ? 'restore' : 'archive'))}
            isDisabled={isPending}
            onPress={() => onMark(row.is_archived ? 'unarchive' : 'archive')}
          />
        </div>
      </div>
      <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        {row.action_url !== null && row.action_text !== null && (
          <a
            href={row.action_url}
            className={buttonClass('secondary', 'md')}
            onClick={(event) => follow(event, row.action_url ?? '/')}
          >
            {row.action_text}
          </a>
        )}
        <details className="text-sm text-ink-soft">
          <summary className="cursor-pointer rounded-sm py-2">{t('why')}</summary>
          <p className="pb-2">{row.reason}</p>
        </details>
      </div>
    </li>
  );
}
