import type { Pressure, Strain } from './pressure.ts'

/** What there is too much of. */
export type Refusal = 'requests' | 'bytes' | Strain

/** Bounds the work at hand: requests, and the sum of their bodies. */
export interface Admission {
  /** Takes a request on, or says why not. Whoever got in leaves with the same number of bytes. */
  readonly enter: (bytes: number) => Refusal | undefined
  readonly leave: (bytes: number) => void
  /** Seconds for Retry-After, a whole number: Metacontroller comes back at once for anything else. */
  readonly retryAfter: () => number
  readonly requests: () => number
  readonly bytes: () => number
}

/** Parents that were turned away together come back in as many groups. */
const spread = 5

export const buildAdmission = (most: { readonly requests: number; readonly bytes: number }, { strain }: Pick<Pressure, 'strain'> = { strain: () => undefined }): Admission => {
  let requests = 0
  let bytes = 0
  let refused = 0
  const refusal = (more: number): Refusal | undefined => {
    // Whoever is alone gets in: a body larger than the whole budget otherwise never would, and memory is given back
    // only by a process that does something. Pressure makes the service slow, it never makes it stop.
    if (requests === 0) return undefined
    if (requests >= most.requests) return 'requests'
    return bytes + more > most.bytes ? 'bytes' : strain()
  }
  return {
    enter: (more) => {
      const why = refusal(more)
      if (why !== undefined) return why
      requests += 1
      bytes += more
      return undefined
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
