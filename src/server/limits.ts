const mebibyte = 1024 * 1024

/** What the service takes on and how long it waits. Bytes and milliseconds. */
export interface Limits {
  /** Largest body of a request. An app with 50 agents sends 1.7 MiB. */
  readonly bodyBytes: number
  /** From here on a request is logged as a warning and counted: somebody should look before the limit is reached. */
  readonly largeBytes: number
  /** Requests between their headers and the end of their answer. */
  readonly requestsInWork: number
  /** Bytes of the bodies of these requests, together. */
  readonly bytesInWork: number
  /** Connections that one listener holds; more are closed as soon as they are made. */
  readonly connections: number
  /** From the headers of a request to the end of its answer; then its connection is cut. */
  readonly workMilliseconds: number
  /** How late the event loop may be, smoothed, before requests are refused; 0 for no limit. */
  readonly delayMilliseconds: number
  /** Share of the heap, or of the container's memory, above which requests are refused; 0 for no limit. */
  readonly memoryShare: number
  /** Longer than the 90 s that Go's client keeps an idle connection; otherwise it writes into closed ones. */
  readonly keepAliveMilliseconds: number
  readonly headersMilliseconds: number
  readonly requestMilliseconds: number
  /** How often requests that are too slow, and changed certificates, are looked for. */
  readonly lookMilliseconds: number
  /** From "not ready" to closed listeners: the time that endpoints need to disappear. */
  readonly drainMilliseconds: number
  /** What requests in work get after that. With the drain it fits into the 30 s that Kubernetes grants. */
  readonly finishMilliseconds: number
}

export const defaultLimits: Limits = {
  bodyBytes: 64 * mebibyte,
  largeBytes: 4 * mebibyte,
  requestsInWork: 256,
  bytesInWork: 128 * mebibyte,
  connections: 2048,
  workMilliseconds: 90_000,
  delayMilliseconds: 1000,
  memoryShare: 0.85,
  keepAliveMilliseconds: 120_000,
  headersMilliseconds: 20_000,
  requestMilliseconds: 60_000,
  lookMilliseconds: 5_000,
  drainMilliseconds: 5_000,
  finishMilliseconds: 20_000,
}
