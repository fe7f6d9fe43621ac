import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/Button';
import { EmptyState, ErrorState, Skeleton } from '@/components/states';
import type { ListPage } from '@/api/queries/lists';

/** One of the server's lists, page by page: what is there, loading, empty or failed. */
export function Rows<Row extends { id: string | number }>({
  list,
  empty,
  emptyIcon,
  children,
}: {
  list: UseInfiniteQueryResult<InfiniteData<ListPage<Row>>>;
  empty: string;
  emptyIcon: LucideIcon;
  children: (row: Row) => ReactNode;
}) {
  const { t } = useTranslation('admin');
  const rows = list.data?.pages.flatMap((page) => page.results);
  if (list.error) {
    return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (rows === undefined) {
    return (
      <div className="flex flex-col gap-2">
        <Skeleton className="h-16 rounded-lg" />
        <Skeleton className="h-16 rounded-lg" />
        <Skeleton className="h-16 rounded-lg" />
      </div>
    );
  }
  if (rows.length === 0) return <EmptyState icon={emptyIcon} title={empty} />;
  return (
    <>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {rows.map((row) => (
          <li key={row.id} className="p-4">
            {children(row)}
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button
          className="mt-4 w-full"
          isPending={list.isFetchingNextPage}
          onPress={() => void list.fetchNextPage()}
        >
          {t('show_more')}
        </Button>
      )}
    </>
  );
}
