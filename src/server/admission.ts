/** Bounds the work at hand: requests, and the sum of their bodies. */
export interface Admission {
  /** Takes a request on, or says no. Whoever got in leaves with the same number of bytes. */
  readonly enter: (bytes: number) => boolean
  readonly leave: (bytes: number) => void
  /** Seconds for Retry-After, a whole number: Metacontroller comes back at once for anything else. */
  readonly retryAfter: () => number
  readonly requests: () => number
  readonly bytes: () => number
}

/** Parents that were turned away together come back in as many groups. */
const spread = 5

export const buildAdmission = (most: { readonly requests: number; readonly bytes: number }): Admission => {
  let requests = 0
  let bytes = 0
  let refused = 0
  return {
    enter: (more) => {
      // A request that is larger than the whole budget still gets in alone: otherwise it never would.
      if (requests >= most.requests || (requests > 0 && bytes + more > most.bytes)) return false
      requests += 1
      bytes += more
      return true
    },
    leave: (less) => {
      requests -= 1
      bytes -= less
    },
    retryAfter: () => 1 + (refused++ % spread),
    requests: () => requests,
    bytes: () => bytes,
  }
}
