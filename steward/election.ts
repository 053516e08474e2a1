import type { LeaseSpec } from 'kubernetes-types/coordination/v1.js'
import { isAlreadyExists, isConflict } from '../src/engine/api-errors.ts'
import type { Clock, ObjectStore, StoredObject } from '../src/engine/object-store.ts'
import { trusted } from '../src/protocol/trusted.ts'
import type { Complaints } from './complaints.ts'
import { given } from './given.ts'
import { Lease } from './kinds.ts'
import { microMoment } from './micro-moment.ts'

export interface ElectionParts {
  readonly store: ObjectStore
  readonly clock: Clock
  readonly complaints: Complaints
  readonly namespace: string
  /** Name of this process: nobody else ever has it. */
  readonly identity: string
  /** Is told when the lease is ours, and when it is not any more. */
  readonly onChange: (isHeld: boolean) => void
}

export const leaseName = 'kaspr-hooks-steward'
const leaseSeconds = 15
/** Whoever could not renew for so long must not act any more: others may take over soon after. */
const deadline = 10_000
const renewAfter = 4000
const lookAfter = 2000

/**
 * Competes for the lease. Another holder is believed until its lease was not renewed for its whole time by our own clock, so
 * that clocks need not agree.
 */
export class Election {
  readonly #parts: ElectionParts
  #isHeld = false
  #isStopped = false
  /** Whether the stored lease may have our name. */
  #mayBeOurs = false
  /** What the lease was like when it last changed, and when we saw that. */
  #seen = { version: '', at: 0 }
  #cancelLook: () => void = () => {}
  #cancelDeadline: () => void = () => {}
  #looking: Promise<void> = Promise.resolve()

  constructor(parts: ElectionParts) {
    this.#parts = parts
  }

  get isHeld(): boolean {
    return this.#isHeld
  }

  start(): void {
    this.#look()
  }

  /** Competes no more. Call `release` when nothing is in work any more. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#cancelLook()
    await this.#looking
  }

  /** Gives the lease up, so that the next one need not wait for its end. */
  async release(): Promise<void> {
    this.#set(false)
    if (!this.#mayBeOurs) return
    try {
      const lease = await this.#read()
      if (lease === undefined || specOf(lease).holderIdentity !== this.#parts.identity) return
      const { holderIdentity: _holder, ...rest } = specOf(lease)
      await this.#parts.store.update(Lease, withSpec(lease, { ...rest, renewTime: microMoment(this.#parts.clock.now()) }))
    } catch (error) {
      this.#parts.complaints.failed('give up the lease', error)
    }
  }

  #look(): void {
    this.#looking = this.#tryOnce().then(() => {
      if (!this.#isStopped) this.#cancelLook = this.#parts.clock.after(this.#isHeld ? renewAfter : lookAfter, () => { this.#look() })
    })
  }

  async #tryOnce(): Promise<void> {
    const start = this.#parts.clock.now()
    try {
      const isOurs = await this.#acquire(start)
      this.#parts.complaints.works('lease')
      if (isOurs) this.#hold(start)
      else this.#set(false)
    } catch (error) {
      if (!isConflict(error) && !isAlreadyExists(error)) this.#parts.complaints.failed('lease', error)
    }
  }

  async #acquire(now: number): Promise<boolean> {
    const { store, namespace, identity } = this.#parts
    const lease = await this.#read()
    const renewTime = microMoment(now)
    const own = { holderIdentity: identity, leaseDurationSeconds: leaseSeconds, renewTime }
    if (lease === undefined) {
      this.#mayBeOurs = true
      await store.create(Lease, leaseObject(namespace, { ...own, acquireTime: renewTime, leaseTransitions: 0 }))
      return true
    }
    const spec = specOf(lease)
    const isOurs = spec.holderIdentity === identity
    if (!isOurs && !this.#isFree(lease, now)) return false
    this.#mayBeOurs = true
    const taken = isOurs ? {} : { acquireTime: renewTime, leaseTransitions: (spec.leaseTransitions ?? 0) + 1 }
    await store.update(Lease, withSpec(lease, { ...spec, ...own, ...taken }))
    return true
  }

  #isFree(lease: StoredObject, now: number): boolean {
    const { holderIdentity = '', leaseDurationSeconds = leaseSeconds } = specOf(lease)
    const version = lease.metadata.resourceVersion ?? ''
    if (version !== this.#seen.version) this.#seen = { version, at: now }
    return holderIdentity === '' || now - this.#seen.at >= leaseDurationSeconds * 1000
  }

  async #read(): Promise<StoredObject | undefined> {
    const { store, namespace } = this.#parts
    return store.get({ kind: Lease, name: leaseName, namespace })
  }

  /** Counts from before the write was sent: nobody may think the lease ends earlier than we do. */
  #hold(since: number): void {
    this.#cancelDeadline()
    const left = since + deadline - this.#parts.clock.now()
    if (left <= 0) return this.#set(false)
    if (this.#isStopped) return
    this.#cancelDeadline = this.#parts.clock.after(left, () => { this.#set(false) })
    this.#set(true)
  }

  #set(isHeld: boolean): void {
    if (!isHeld) this.#cancelDeadline()
    if (this.#isHeld === isHeld) return
    this.#isHeld = isHeld
    this.#parts.onChange(isHeld)
  }
}

const specOf = (lease: StoredObject): LeaseSpec => trusted<{ spec?: LeaseSpec }>(lease).spec ?? {}

const withSpec = (lease: StoredObject, spec: LeaseSpec): StoredObject => trusted<StoredObject>({ ...lease, spec: given(spec) })

const leaseObject = (namespace: string, spec: LeaseSpec): StoredObject =>
  trusted<StoredObject>({ apiVersion: Lease.apiVersion, kind: Lease.kind, metadata: { name: leaseName, namespace }, spec })
