/** What an autoscaler remembers of its past, in memory only. Times are milliseconds since 1970. */
export interface ScaleMemory {
  readonly recommendations: readonly { readonly replicas: number; readonly at: number }[]
  readonly ups: readonly ScaleEvent[]
  readonly downs: readonly ScaleEvent[]
}

interface ScaleEvent {
  /** Pods that came or went. */
  readonly change: number
  readonly at: number
}

/** What is older than a day can matter to no rule: the API server allows half an hour of policy, an hour of window. */
const longest = 24 * 3600 * 1000

const young = <Timed extends { readonly at: number }>(events: readonly Timed[], now: number): readonly Timed[] => events.filter(({ at }) => now - at <= longest)

/** The first recommendation is what stands there when the autoscaler first looks. */
export const freshMemory = (replicas: number, at: number): ScaleMemory => ({ recommendations: [{ replicas, at }], ups: [], downs: [] })

export const recommended = (memory: ScaleMemory, replicas: number, at: number): ScaleMemory =>
  ({ ...memory, recommendations: [...young(memory.recommendations, at), { replicas, at }] })

export const scaled = (memory: ScaleMemory, change: number, at: number): ScaleMemory =>
  change > 0 ? { ...memory, ups: [...young(memory.ups, at), { change, at }] } : { ...memory, downs: [...young(memory.downs, at), { change: -change, at }] }

/** Pods that came or went within a period that ends now. */
export const changeWithin = (events: readonly ScaleEvent[], seconds: number, now: number): number =>
  events.filter(({ at }) => at > now - seconds * 1000).reduce((sum, { change }) => sum + change, 0)
