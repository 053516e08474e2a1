/**
 * The one boundary where a value from outside becomes a typed one. Call it only behind a schema check, or for objects
 * whose shape the API server has checked already. Everywhere else casts are lint errors.
 */
export const trusted = <T>(value: unknown): T => value as T
