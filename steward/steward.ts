import { KasprMemberSet } from '../hooks/kaspr/kasprmemberset/resource.ts'
import type { Clock, ObjectStore, StoredObject } from '../src/engine/object-store.ts'
import { PersistentVolumeClaim } from '../src/kit/kinds.ts'
import { claimFacts } from './claim-facts.ts'
import { complaintsTo } from './complaints.ts'
import type { Complaints } from './complaints.ts'
import { Election } from './election.ts'
import { Keeper } from './keeper.ts'
import type { KeeperParts } from './keeper.ts'
import { Pod } from './kinds.ts'
import { lanesOf } from './lanes.ts'
import type { Log } from './log.ts'
import { memberSetOf } from './member-set.ts'
import type { MemberSet } from './member-set.ts'
import type { Members } from './members.ts'
import type { StewardMeter } from './metrics.ts'
import { podFacts } from './pod-facts.ts'
import { Watched } from './watched.ts'
import type { WatchedParts } from './watched.ts'

export interface StewardOptions {
  readonly store: ObjectStore
  readonly clock: Clock
  readonly members: Members
  /** Name of this process: nobody else ever has it. */
  readonly identity: string
  /** Where the lease is. */
  readonly leaseNamespace: string
  /** Only sets of this namespace are kept; all when absent. */
  readonly namespace?: string | undefined
  /** How many members are asked at once, over all sets. */
  readonly concurrency: number
  /** False: members are asked, but nothing is ever done to them. */
  readonly operates: boolean
  readonly log: Log
  readonly meter: StewardMeter
}

export interface Steward {
  /** Whether it knows what there is, so that it can act or take over. */
  readonly isReady: () => boolean
  /** Whether it holds the lease. */
  readonly leads: () => boolean
  /** Begins nothing more, brings to an end what was begun, and gives the lease up. */
  readonly stop: () => Promise<void>
}

/** Starts a steward. It watches at once, and acts as soon as it holds the lease; what goes wrong is logged and tried again. */
export const startSteward = (options: StewardOptions): Steward => {
  const house = new House(options)
  house.open()
  return { isReady: () => house.isReady, leads: () => house.leads, stop: () => house.close() }
}

/** All that one steward has: its watches, its lease and a keeper for every set. */
class House {
  readonly #options: StewardOptions
  readonly #complaints: Complaints
  readonly #sets: Watched<StoredObject>
  readonly #parts: KeeperParts
  readonly #watched: readonly Pick<Watched<never>, 'open' | 'close' | 'isSynced'>[]
  readonly #election: Election
  readonly #keepers = new Map<string, Keeper>()
  #isClosed = false

  constructor(options: StewardOptions) {
    const { store, clock, namespace, log, identity, leaseNamespace } = options
    this.#options = options
    this.#complaints = complaintsTo(log, clock)
    const parts: WatchedParts = { store, clock, namespace, complaints: this.#complaints }
    const pods = new Watched({ kind: Pod, read: podFacts }, parts)
    const claims = new Watched({ kind: PersistentVolumeClaim, read: claimFacts }, parts)
    this.#sets = new Watched({ kind: KasprMemberSet, read: (object) => object, onChange: (place, object) => { this.#keep(place, object) } }, parts)
    this.#watched = [pods, claims, this.#sets]
    this.#parts = keeperParts(options, this.#complaints, { pods, claims })
    this.#election = new Election({ store, clock, identity, complaints: this.#complaints, namespace: leaseNamespace, onChange: (isHeld) => { this.#turn(isHeld) } })
  }

  get isReady(): boolean {
    return this.#watched.every(({ isSynced }) => isSynced)
  }

  get leads(): boolean {
    return this.#election.isHeld
  }

  /** Only who knows everything competes for the lease. */
  open(): void {
    this.#count()
    for (const watched of this.#watched) watched.open(() => { if (this.isReady && !this.#isClosed) this.#election.start() })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    const keepers = [...this.#keepers.values()]
    this.#keepers.clear()
    // The lease is kept until everything has ended: who takes over must find nothing half done.
    await Promise.all(keepers.map((keeper) => keeper.stop()))
    await this.#election.stop()
    await this.#election.release()
    for (const watched of this.#watched) watched.close()
  }

  #turn(isHeld: boolean): void {
    this.#options.log.info({ identity: this.#options.identity }, isHeld ? 'holds the lease' : 'does not hold the lease any more')
    if (isHeld) for (const [place, object] of this.#sets.entries()) this.#keep(place, object)
    else for (const place of [...this.#keepers.keys()]) this.#drop(place)
    this.#count()
  }

  #keep(place: string, object: StoredObject | undefined): void {
    if (!this.leads || this.#isClosed) return
    const set = this.#read(place, object)
    const keeper = this.#keepers.get(place)
    if (set !== undefined && keeper?.set.uid === set.uid) return keeper.offer(set)
    this.#drop(place)
    if (set !== undefined) this.#hire(place, set)
    this.#count()
  }

  #hire(place: string, set: MemberSet): void {
    const keeper = new Keeper(set, this.#parts)
    this.#keepers.set(place, keeper)
    keeper.start()
  }

  #drop(place: string): void {
    const keeper = this.#keepers.get(place)
    if (keeper === undefined) return
    this.#keepers.delete(place)
    this.#options.meter.dropped(keeper.set)
    void keeper.stop()
  }

  #read(place: string, object: StoredObject | undefined): MemberSet | undefined {
    if (object === undefined) return undefined
    const set = memberSetOf(object)
    if (typeof set !== 'string') return set
    this.#complaints.failed(`member set ${place}`, set)
    return undefined
  }

  #count(): void {
    this.#options.meter.leads(this.leads, this.#keepers.size)
  }
}

const keeperParts = (options: StewardOptions, complaints: Complaints, watched: Pick<KeeperParts, 'pods' | 'claims'>): KeeperParts => {
  const { store, clock, members, identity, concurrency, operates, log, meter } = options
  return {
    store, clock, members, identity, operates, complaints, ...watched,
    lanes: lanesOf(concurrency),
    onAnswer: meter.answered,
    onReport: meter.reported,
    onWrite: meter.written,
    onEnding: (set, operation, ending) => {
      meter.ended(set, operation, ending)
      log.info({ set: `${set.namespace}/${set.name}`, operation: operation.id, type: operation.type, state: ending.state, message: ending.message }, 'operation ended')
    },
  }
}
