const second = 1000
export const day = 86_400 * second

/** A time some milliseconds later. RFC 3339, UTC. */
export const later = (now: string, milliseconds: number): string => new Date(Date.parse(now) + milliseconds).toISOString()

/** Whether an answer asks to be called again within a second: it is then driven by time and says so. */
export const isSoonAgain = ({ resyncAfterSeconds }: { readonly [key: string]: unknown }): boolean =>
  typeof resyncAfterSeconds === 'number' && resyncAfterSeconds > 0 && resyncAfterSeconds <= 1
