import type { Kind } from '../kit/kind.ts'
import type { JsonObject } from '../protocol/json.ts'
import { trusted } from '../protocol/trusted.ts'
import { AlreadyExists, BadRequest, Invalid, MethodNotAllowed, NotFound } from './api-errors.ts'
import type { Discovery, ServedKind } from './discovery.ts'
import { discoveryOf, groupKind, served } from './discovery.ts'
import { FieldManagers } from './field-managers.ts'
import { GarbageCollector } from './garbage-collector.ts'
import { withoutPointer } from './json-pointer.ts'
import { described, metadataOf, withMetadata } from './metadata.ts'
import type { ApplyOptions, PatchOperation, PatchStore } from './object-patch.ts'
import type { Clock, DeleteOptions, ObjectReference, ObjectStore, StoredObject, WatchEvent } from './object-store.ts'
import { ObjectTable, inVersion, placeOf } from './object-table.ts'
import { createdObject, deletedObject, isReleased, replacedObject, statusReplaced, systemMetadata } from './object-writes.ts'
import { timestamp } from '../kit/timestamp.ts'
import type { WriteContext } from './object-writes.ts'

/** What differs from server to server and from kind to kind. */
export interface MemoryStoreOptions {
  readonly clock: Clock
  /** Scope, status subresource and generation of kinds; what it does not know is a custom resource as asked for. */
  readonly discovery?: Discovery
  /**
   * An object that was posted or put as it is stored: defaults, canonical forms, pruning. What it makes of a status
   * subresource or of metadata that only the server sets is not looked at. May throw Invalid.
   */
  readonly shape?: (sent: StoredObject, stored: StoredObject | undefined) => StoredObject
  /** The same for an object that was put to its status subresource. */
  readonly shapeStatus?: (sent: StoredObject) => StoredObject
  /** Milliseconds until the garbage collector acts; 1 when absent. */
  readonly garbageDelay?: number
}

/** An API server in memory. */
export interface MemoryStore extends ObjectStore {
  readonly apply: PatchStore['apply']
  readonly patch: PatchStore['patch']
  /** Everything that is stored. */
  readonly objects: () => readonly StoredObject[]
  /** Puts objects as they are, uid, resourceVersion and status included, as from a snapshot. */
  readonly load: (objects: readonly StoredObject[]) => void
}

/** A store that begins empty. All of its answers come at once; watchers are told before the writer is. */
export const memoryStore = (options: MemoryStoreOptions): MemoryStore => {
  const server = new MemoryServer(options)
  return {
    get: async (reference) => server.get(reference),
    list: async (kind) => server.table.list(kind),
    create: async (kind, object) => server.create(kind, object),
    update: async (kind, object) => server.update(kind, object),
    updateStatus: async (kind, object) => server.updateStatus(kind, object),
    apply: async (kind, object, how) => server.apply(kind, object, how),
    patch: async (reference, operations) => server.patch(reference, operations),
    delete: async (reference, how) => { server.delete(reference, how) },
    watch: (kind, listener) => server.watch(kind, listener),
    objects: () => server.table.all(),
    load: (objects) => { for (const object of objects) server.load(object) },
  }
}

type Listener = (event: WatchEvent) => void

class MemoryServer {
  readonly table = new ObjectTable()
  readonly #options: MemoryStoreOptions
  readonly #discovery: Discovery
  readonly #collector: GarbageCollector
  readonly #managers = new FieldManagers()
  readonly #watchers = new Map<string, Set<Listener>>()
  readonly #events: (() => void)[] = []
  #version = 0
  #telling = false

  constructor(options: MemoryStoreOptions) {
    this.#options = options
    this.#discovery = options.discovery ?? discoveryOf([])
    this.#collector = new GarbageCollector({
      table: this.table,
      clock: options.clock,
      delay: options.garbageDelay ?? 1,
      discovery: this.#discovery,
      replace: (stored, next) => { this.#store(stored, withMetadata(next, { resourceVersion: this.#nextVersion() })) },
      remove: (stored, propagation) => { this.#remove(stored, { propagation }) },
    })
  }

  get(reference: ObjectReference): StoredObject | undefined {
    return this.table.get(reference)
  }

  create(kind: Kind, sent: StoredObject): StoredObject {
    const served = this.#served(kind)
    const object = this.#placed(served, sent)
    if (this.table.get({ kind, ...object.metadata }) !== undefined) throw new AlreadyExists(described(object))
    const context = this.#context(served)
    return this.#store(undefined, createdObject(this.#shaped(object, undefined), uidAt(context.resourceVersion), context))
  }

  apply(kind: Kind, sent: StoredObject, { fieldManager, isDryRun }: ApplyOptions): StoredObject {
    const served = this.#served(kind)
    const fields = this.#placed(served, sent)
    const stored = this.table.get({ kind, ...fields.metadata })
    const context = this.#context(served)
    const next = stored === undefined
      ? createdObject(this.#shaped(fields, undefined), uidAt(context.resourceVersion), context)
      : replacedObject(stored, this.#shaped(this.#managers.applied(stored, fieldManager, fields), stored), context)
    if (isDryRun) return next
    this.#managers.note(next, fieldManager, fields)
    return this.#store(stored, next)
  }

  patch(reference: ObjectReference, operations: readonly PatchOperation[]): StoredObject {
    const stored = this.table.get(reference)
    if (stored === undefined) throw new NotFound(`${reference.kind.kind} ${placeOf(reference)}`)
    const patched = operations.reduce<JsonObject>((object, { path }) => {
      const next = withoutPointer(object, path)
      if (next === undefined) throw new Invalid(described(stored), `there is nothing at ${path}`)
      return next
    }, stored)
    return this.update(reference.kind, trusted<StoredObject>(patched))
  }

  update(kind: Kind, sent: StoredObject): StoredObject {
    const served = this.#served(kind)
    const stored = this.#found(kind, sent)
    return this.#store(stored, replacedObject(stored, this.#shaped(this.#placed(served, sent), stored), this.#context(served)))
  }

  updateStatus(kind: Kind, sent: StoredObject): StoredObject {
    const stored = this.#found(kind, sent)
    return this.#store(stored, statusReplaced(stored, this.#options.shapeStatus?.(sent) ?? sent, this.#context(this.#served(kind))))
  }

  #found(kind: Kind, sent: StoredObject): StoredObject {
    const stored = this.table.get({ kind, ...sent.metadata })
    if (stored === undefined) throw new NotFound(described(sent))
    return stored
  }

  delete(reference: ObjectReference, options: DeleteOptions): void {
    const stored = this.table.get(reference)
    if (stored === undefined) throw new NotFound(`${reference.kind.kind} ${placeOf(reference)}`)
    this.#remove(stored, options)
  }

  load(object: StoredObject): void {
    this.#version = Math.max(this.#version, Number(object.metadata.resourceVersion ?? 0))
    this.#store(this.table.get({ kind: this.#servedAs(object), ...object.metadata }), object)
  }

  watch(kind: Kind, listener: Listener): () => void {
    const key = groupKind(kind)
    const told: Listener = ({ type, object }) => { listener({ type, object: inVersion(object, kind) }) }
    const watchers = this.#watchers.get(key) ?? new Set()
    this.#watchers.set(key, watchers.add(told))
    for (const object of this.table.list(kind)) told({ type: 'Added', object })
    return () => { watchers.delete(told) }
  }

  #remove(stored: StoredObject, options: DeleteOptions): void {
    const left = deletedObject(stored, options, this.#context(this.#servedAs(stored)))
    if (left !== undefined) {
      this.#store(stored, left)
      return
    }
    this.table.remove(stored)
    this.#managers.forget(stored)
    this.#tell({ type: 'Deleted', object: withMetadata(stored, { resourceVersion: this.#nextVersion() }) })
    this.#collector.gone(stored)
  }

  #store(stored: StoredObject | undefined, object: StoredObject): StoredObject {
    if (object === stored) return object
    if (isReleased(object)) {
      this.#remove(object, { propagation: 'Background' })
      return object
    }
    this.table.put(object)
    this.#tell({ type: stored === undefined ? 'Added' : 'Modified', object })
    this.#collector.changed(object)
    return object
  }

  /** Every watcher is told of one change before any is told of the next, even when a watcher writes. */
  #tell(event: WatchEvent): void {
    for (const watcher of this.#watchers.get(groupKind(event.object)) ?? []) this.#events.push(() => { watcher(event) })
    if (this.#telling) return
    this.#telling = true
    for (let next = this.#events.shift(); next !== undefined; next = this.#events.shift()) next()
    this.#telling = false
  }

  /** With name and namespace as the path has them. */
  #placed({ scope, plural, isCustom }: ServedKind, sent: StoredObject): StoredObject {
    const { namespace, name } = sent.metadata
    const named = name === undefined || name === '' ? this.#named(sent, metadataOf(sent)['generateName']) : sent
    if (scope === 'Cluster') return namespace === undefined ? named : withMetadata(named, { namespace: undefined })
    if (namespace !== undefined && namespace !== '') return named
    // A real server has no route for a custom resource there, and one without POST for its own kinds.
    throw isCustom ? new NotFound(described(named)) : new MethodNotAllowed(described(named), `${plural} need a namespace`)
  }

  #named(sent: StoredObject, prefix: unknown): StoredObject {
    if (typeof prefix !== 'string' || prefix === '') throw new BadRequest(sent.kind, 'name or generateName is needed')
    return withMetadata(sent, { name: `${prefix}${(this.#version + 1).toString(36).padStart(5, '0')}` })
  }

  #served(kind: Kind): ServedKind {
    return this.#discovery.kind(kind.apiVersion, kind.kind) ?? served(kind)
  }

  #servedAs({ apiVersion, kind, metadata: { namespace } }: StoredObject): ServedKind {
    return this.#served({ apiVersion, kind, plural: '', scope: namespace === undefined ? 'Cluster' : 'Namespaced' })
  }

  #shaped(sent: StoredObject, stored: StoredObject | undefined): StoredObject {
    const object = this.#options.shape?.(sent, stored)
    return object === undefined ? sent : withMetadata(object, systemMetadata(sent))
  }

  #context({ isCounted, hasStatus }: ServedKind): WriteContext {
    return { now: timestamp(this.#options.clock.now()), resourceVersion: this.#nextVersion(), isCounted, hasStatus }
  }

  #nextVersion(): string {
    this.#version += 1
    return String(this.#version)
  }
}

/** Versions only grow, so a uid that is made of one is never made again, not even after a snapshot was loaded. */
const uidAt = (version: string): string => `00000000-0000-4000-8000-${Number(version).toString(16).padStart(12, '0')}`
