import { useEffect } from 'react';

const PRODUCT = 'JOBGATE Video Studio';

/** The tab's title, and what a screen reader says first on a new page. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${PRODUCT}`;
  }, [title]);
}
