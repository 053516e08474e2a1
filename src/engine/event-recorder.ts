import { described } from './metadata.ts'
import type { KubernetesObject } from '../protocol/request.ts'
import type { Clock } from './object-store.ts'
import type { EventRecord, Observer } from './observer.ts'
import { TokenBucket } from './retry-delay.ts'

/** Events about one object: so many at once, then one in five minutes (metacontroller.md §5.1). */
const limit = { perSecond: 1 / 300, burst: 25 } as const

/** Tells Events (metacontroller.md §4.7). They are records here, not objects of the store. */
export class EventRecorder {
  readonly #clock: Clock
  readonly #observer: Observer
  readonly #buckets = new Map<string, TokenBucket>()

  constructor(clock: Clock, observer: Observer) {
    this.#clock = clock
    this.#observer = observer
  }

  tell(about: Pick<KubernetesObject, 'kind' | 'metadata'>, event: Pick<EventRecord, 'type' | 'reason' | 'message'>): void {
    const object = described(about)
    const bucket = this.#buckets.get(object) ?? new TokenBucket(this.#clock, limit)
    this.#buckets.set(object, bucket)
    this.#observer.event?.({ time: this.#clock.now(), object, ...event, isSent: bucket.take() })
  }
}
