const firstDelaySeconds = 30
const longestDelaySeconds = 600

/** Seconds until the next attempt after so many that came to nothing: 30, then twice as long each time, at most 10 minutes. */
export const retryDelaySeconds = (attempts: number): number => Math.min(longestDelaySeconds, firstDelaySeconds * 2 ** Math.min(10, Math.max(0, attempts - 1)))
