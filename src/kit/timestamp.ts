/** Milliseconds since 1970 as RFC 3339, UTC, with whole seconds: as Kubernetes writes times. */
export const timestamp = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`
