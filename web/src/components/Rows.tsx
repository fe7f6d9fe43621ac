import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListPage } from '@/api/queries/lists';
import { Button } from './Button';
import { ErrorState, Skeleton } from './states';

/** One of the server's lists, page by page: what is there, loading, empty or failed. */
export function Rows<Row extends { id: string | number }>({
  label,
  list,
  empty,
  children,
}: {
  /** Where more than one list is on the page. */
  label?: string;
  list: UseInfiniteQueryResult<InfiniteData<ListPage<Row>>>;
  empty: ReactNode;
  children: (row: Row) => ReactNode;
}) {
  const { t } = useTranslation();
  const rows = list.data?.pages.flatMap((page) => page.results);
  if (list.error) {
    return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (rows === undefined) {
    return (
      <div className="flex flex-col gap-2">
        <Skeleton className="h-20 rounded-lg" />
        <Skeleton className="h-20 rounded-lg" />
        <Skeleton className="h-20 rounded-lg" />
      </div>
    );
  }
  if (rows.length === 0) return empty;
  return (
    <>
      <ul
        aria-label={label}
        className="divide-y divide-line rounded-lg border border-line bg-surface"
      >
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
