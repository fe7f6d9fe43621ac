export const OFFER_STATUSES = ['open', 'draft', 'closed'] as const;

/** The lists of the page, as they stand in its address. */
export const SHOWN = [...OFFER_STATUSES, 'applications'] as const;
export type Shown = (typeof SHOWN)[number];

export function shownOf(said: unknown): Shown | undefined {
  return SHOWN.find((one) => one === said);
}
