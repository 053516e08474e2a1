import type { Kind } from '../kit/kind.ts'
import { Api } from './api.ts'
import type { AppliedCache } from './applied-cache.ts'
import { parentsOfChild } from './child-events.ts'
import { compositePass } from './composite-pass.ts'
import { Customize } from './customize.ts'
import { decoratorPass } from './decorator-pass.ts'
import type { Discovery } from './discovery.ts'
import { isCrash, isNotSynced, messageOf, retryAfterOf } from './engine-errors.ts'
import type { EventRecorder } from './event-recorder.ts'
import { HookClient } from './hook-client.ts'
import type { CallHook } from './hook-call.ts'
import type { CacheEvent, Informer, Informers } from './informer.ts'
import { described } from './metadata.ts'
import type { Clock, ObjectStore, StoredObject } from './object-store.ts'
import type { Observer, PassOutcome } from './observer.ts'
import { causeOfParent } from './parent-events.ts'
import { keyOf, placeOfKey } from './parent-key.ts'
import type { ParentPlace } from './parent-key.ts'
import type { Pass } from './pass.ts'
import { isRolling } from './registered-child.ts'
import { concerns } from './registration.ts'
import type { ParentRule, Registration } from './registration.ts'
import { Namespace } from './related.ts'
import { parentsOfRelated, statesOf } from './related-events.ts'
import { ControllerRevision } from './rolling/controller-revision.ts'
import { WorkQueue } from './work-queue.ts'
import type { DelayedKey } from './work-queue.ts'

export interface ControllerParts {
  readonly registration: Registration
  readonly store: ObjectStore
  readonly clock: Clock
  readonly callHook: CallHook
  readonly discovery: Discovery
  readonly informers: Informers
  readonly events: EventRecorder
  readonly applied: AppliedCache
  readonly observer: Observer
  /** Passes at a time. */
  readonly workers: number
  /** Milliseconds from a ready key to its pass. */
  readonly dispatchMilliseconds: number
  /** Milliseconds between two passes over a parent about which nothing is heard. */
  readonly resyncMilliseconds: number
  /** Metacontroller's process would have died. */
  readonly onCrash: (message: string) => void
}

/** A controller at work: caches, queue and passes (metacontroller.md §3.1 to §3.4). */
export class RunningController {
  readonly registration: Registration
  readonly #parts: ControllerParts
  readonly #queue: WorkQueue
  readonly #hooks: HookClient
  readonly #customize: Customize
  readonly #related = new Set<Informer>()
  readonly #endings: (() => void)[] = []
  #endResync: () => void = () => {}
  #notifying: Promise<void> = Promise.resolve()
  #notified = 0
  #unsynced = 0
  #busy = 0
  #dispatched = 0
  #stopped = false

  constructor(parts: ControllerParts) {
    const { registration, callHook, clock, observer } = parts
    this.registration = registration
    this.#parts = parts
    this.#queue = new WorkQueue(clock, () => { this.#dispatch() })
    this.#hooks = new HookClient({ registration, callHook, clock, observer })
    this.#customize = new Customize(registration, this.#hooks, clock)
  }

  /** Opens the caches; passes begin when all of them are synced. */
  start(): void {
    const { registration: { parents, children }, informers } = this.#parts
    const revisions = children.some(isRolling) && this.registration.type === 'composite' ? [{ kind: ControllerRevision }] : []
    const needed = [...parents, ...children, ...revisions].map(({ kind }) => informers.of(kind))
    if (this.#customize.isEnabled) informers.of(Namespace)
    this.#unsynced = needed.length
    for (const rule of parents) this.#endings.push(informers.of(rule.kind).listen((event) => { this.#onParent(rule, event) }))
    for (const { kind } of children) this.#endings.push(informers.of(kind).listen((event) => { this.#onChild(event) }))
    for (const informer of needed) {
      informer.whenSynced(() => {
        this.#unsynced -= 1
        this.#dispatch()
      })
    }
    this.#resyncLater()
  }

  /** Ends everything at once: a pass that is in the middle of its work writes nothing any longer. */
  stop(): void {
    this.#stopped = true
    this.#queue.stop()
    this.#endResync()
    for (const end of this.#endings.splice(0)) end()
  }

  /** Passes that are due or being made, and events that are being looked into. */
  get pending(): number {
    return this.#stopped ? 0 : this.#queue.pending + this.#notified + this.#unsynced
  }

  /** Parents that come back by themselves. */
  get delayed(): readonly DelayedKey[] {
    return this.#queue.delayed
  }

  #onParent(rule: ParentRule, event: CacheEvent): void {
    const cause = concerns(this.registration, event.object) ? causeOfParent(rule, event) : undefined
    if (cause !== undefined) this.#queue.add(keyOf(this.registration, event.object), cause)
  }

  #onChild(event: CacheEvent): void {
    for (const parent of parentsOfChild(this.registration, event, (kind) => this.#cache(kind))) this.#enqueue(parent, () => `child ${causeOf(event)}`)
  }

  /** One event after the other, as in the real one: a customize call in between holds up those that follow. */
  #onRelated(kind: Kind, event: CacheEvent): void {
    const states = statesOf(event)
    if (states.length === 0) return
    this.#notified += 1
    this.#notifying = this.#notifying.then(() => this.#notify(kind, event, states))
  }

  async #notify(kind: Kind, event: CacheEvent, states: readonly StoredObject[]): Promise<void> {
    try {
      const scope = { registration: this.registration, customize: this.#customize, cache: (of: Kind) => this.#cache(of) }
      for (const parent of this.#stopped ? [] : await parentsOfRelated(scope, kind, states)) this.#enqueue(parent, () => `related ${causeOf(event)}`)
    } catch (error) {
      this.#parts.onCrash(messageOf(error))
    } finally {
      this.#notified -= 1
    }
  }

  #enqueue(parent: StoredObject, cause: () => string): void {
    if (concerns(this.registration, parent)) this.#queue.add(keyOf(this.registration, parent), cause())
  }

  #resyncLater(): void {
    const { clock, registration: { resyncPeriodSeconds = Infinity }, resyncMilliseconds } = this.#parts
    const period = Math.min(Math.max(1, resyncPeriodSeconds) * 1000, resyncMilliseconds)
    if (period === Infinity) return
    this.#endResync = clock.after(period, () => {
      for (const { kind } of this.registration.parents) for (const parent of this.#cache(kind).index.values()) this.#enqueue(parent, () => 'resync')
      this.#resyncLater()
    })
  }

  #cache(kind: Kind): Informer {
    return this.#parts.informers.of(kind)
  }

  /** The first use of a cache of related objects makes their changes call parents. */
  #relatedCache(kind: Kind): Informer {
    const informer = this.#cache(kind)
    if (!this.#related.has(informer)) {
      this.#related.add(informer)
      this.#endings.push(informer.listen((event) => { this.#onRelated(kind, event) }))
    }
    return informer
  }

  /** Sends a worker for every ready key, as long as there are any. */
  #dispatch(): void {
    while (this.#isWorkerFree()) {
      this.#dispatched += 1
      this.#parts.clock.after(this.#parts.dispatchMilliseconds, () => {
        this.#dispatched -= 1
        void this.#work()
      })
    }
  }

  #isWorkerFree(): boolean {
    const { workers } = this.#parts
    return !this.#stopped && this.#unsynced === 0 && this.#busy + this.#dispatched < workers && this.#dispatched < this.#queue.ready
  }

  async #work(): Promise<void> {
    const taken = this.#stopped ? undefined : this.#queue.take()
    if (taken === undefined) return
    this.#busy += 1
    this.#dispatch()
    await this.#attempt(taken.key, taken.causes)
    this.#busy -= 1
    this.#queue.done(taken.key)
    this.#dispatch()
  }

  async #attempt(key: string, causes: readonly string[]): Promise<void> {
    const place = placeOfKey(this.registration, key)
    const parent = place === undefined ? undefined : this.#cache(place.rule.kind).index.get(place)
    if (place === undefined || parent === undefined) {
      this.#queue.forget(key)
      return
    }
    const time = this.#parts.clock.now()
    const { outcome, message } = await this.#outcome(key, place, parent)
    const milliseconds = this.#parts.clock.now() - time
    this.#parts.observer.pass?.({ time, controller: this.registration.name, parent: described(parent), causes, outcome, message, milliseconds })
  }

  async #outcome(key: string, place: ParentPlace, parent: StoredObject): Promise<Ended> {
    try {
      await this.#pass(key, place, parent)
      this.#queue.forget(key)
      return { outcome: 'done', message: undefined }
    } catch (error) {
      return { outcome: this.#failed(key, parent, error), message: messageOf(error) }
    }
  }

  #pass(key: string, { rule: { kind } }: ParentPlace, parent: StoredObject): Promise<void> {
    const { registration, discovery, store, clock, observer, applied } = this.#parts
    if (!concerns(registration, parent)) return Promise.resolve()
    const api = new Api({ store, clock, observer, controller: registration.name, parent: described(parent), isStopped: () => this.#stopped })
    const pass: Omit<Pass, 'registration'> = {
      kind, clock, api, discovery, applied, hooks: this.#hooks, customize: this.#customize,
      cache: (of) => this.#cache(of),
      relatedCache: (of) => this.#relatedCache(of),
      again: (milliseconds) => { this.#queue.addAfter(key, milliseconds, 'resyncAfterSeconds') },
    }
    return registration.type === 'composite' ? compositePass({ ...pass, registration }, parent) : decoratorPass({ ...pass, registration }, parent)
  }

  /** What becomes of a failed pass (metacontroller.md §3.3). */
  #failed(key: string, parent: StoredObject, error: unknown): PassOutcome {
    if (this.#stopped) return 'stopped'
    if (isCrash(error)) {
      this.#parts.onCrash(messageOf(error))
      return 'crashed'
    }
    const seconds = retryAfterOf(error)
    if (seconds !== undefined) {
      this.#queue.addAfter(key, seconds * 1000, 'throttled')
      return 'throttled'
    }
    this.#queue.addRateLimited(key)
    if (isNotSynced(error)) return 'not synced'
    this.#parts.events.tell(parent, { type: 'Warning', reason: 'SyncError', message: `Sync error: ${messageOf(error)}` })
    return 'failed'
  }
}

interface Ended {
  readonly outcome: PassOutcome
  readonly message: string | undefined
}

const causeOf = ({ type, object }: CacheEvent): string => `${described(object)} was ${type.toLowerCase()}`
