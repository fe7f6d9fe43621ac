import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Archive, BellOff, CheckCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import {
  markAllNotifications,
  markNotification,
  notificationsQuery,
  type Shown,
} from '@/api/queries/notifications';
import { Button } from '@/components/Button';
import { ErrorNotice } from '@/components/Notice';
import { EmptyState, ErrorState, Skeleton } from '@/components/states';
import { toast } from '@/components/Toast';
import { NotificationRow } from './NotificationRow';

export function NotificationList({ shown }: { shown: Shown }) {
  const { t } = useTranslation('notifications');
  const queries = useQueryClient();
  const list = useInfiniteQuery(notificationsQuery(shown));
  const marking = useMutation(markNotification(queries));
  const markingAll = useMutation(markAllNotifications(queries));
  const failed = marking.error ?? markingAll.error;
  if (list.data === undefined) {
    return list.error ? (
      <ErrorState error={list.error} onRetry={() => void list.refetch()} />
    ) : (
      <div role="status" aria-label={t('title')} className="mt-6 space-y-3">
        {[0, 1, 2].map((place) => (
          <Skeleton key={place} className="h-24 rounded-lg" />
        ))}
      </div>
    );
  }
  const rows = list.data.pages.flatMap((page) => page.results);
  if (rows.length === 0) {
    return (
      <EmptyState icon={shown === 'archived' ? Archive : BellOff} title={t(`none_${shown}`)}>
        {t(`none_${shown}_detail`)}
      </EmptyState>
    );
  }
  return (
    <>
      {failed !== null && <ErrorNotice error={failed} className="mt-4" />}
      {rows.some((row) => !row.is_read && !row.is_archived) && (
        <div className="mt-4 flex justify-end">
          <Button
            icon={CheckCheck}
            isPending={markingAll.isPending}
            onPress={() =>
              markingAll.mutate(undefined, { onSuccess: () => toast('done', t('marked_all')) })
            }
          >
            {t('mark_all')}
          </Button>
        </div>
      )}
      <ul className="mt-4 space-y-3">
        {rows.map((row) => (
          <NotificationRow
            key={row.id}
            row={row}
            isPending={marking.isPending && marking.variables.id === row.id}
            onMark={(mark) => marking.mutate({ id: row.id, mark })}
          />
        ))}
      </ul>
      {list.hasNextPage && (
        <div className="mt-6 flex justify-center">
          <Button isPending={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
            {t('more')}
          </Button>
        </div>
      )}
    </>
  );
}
