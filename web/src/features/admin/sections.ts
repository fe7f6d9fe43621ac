/** The parts of the administration, in the order of how often they are needed. */
export const SECTIONS = [
  'videos',
  'users',
  'companies',
  'jobs',
  'deliveries',
  'audit',
  'settings',
] as const;
export type Section = (typeof SECTIONS)[number];

export function sectionOf(text: unknown): Section | undefined {
  return SECTIONS.find((section) => section === text);
}
