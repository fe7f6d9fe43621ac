/** The server's lists: a page of rows and the address of the next one. */
export interface ListPage<Row> {
  results: Row[];
  next: string | null;
}

/** The query of a page's `next` address; `undefined` after the last page. */
export function nextPage(page: { next: string | null }): Record<string, string> | undefined {
  if (page.next === null) return undefined;
  return Object.fromEntries(new URL(page.next, window.location.origin).searchParams);
}
