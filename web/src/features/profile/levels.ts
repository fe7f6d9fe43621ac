/** The Common European Framework's levels, as the server knows them. */
export const LEVELS = ['native', 'C2', 'C1', 'B2', 'B1', 'A2', 'A1'] as const;
