import type { Kind } from '../kit/kind.ts'
import { codeOf } from '../engine/api-errors.ts'
import { uidOf } from '../engine/metadata.ts'
import type { Clock, StoredObject, WatchEvent } from '../engine/object-store.ts'
import { placeOf } from '../engine/object-table.ts'
import { kindPath, withQuery } from './address.ts'
import type { KubeClient } from './kube-client.ts'
import { linesOf } from './lines.ts'
import { listAll } from './object-list.ts'
import type { ListScope } from './object-list.ts'
import { watchLine } from './watch-line.ts'
import type { WatchLine } from './watch-line.ts'
import { trusted } from '../protocol/trusted.ts'

export interface WatchParts {
  readonly client: KubeClient
  readonly kind: Kind
  /** Nothing else is asked for, so that nothing else is sent. */
  readonly scope: ListScope
  readonly listener: (event: WatchEvent) => void
  /** Told of every failure; the watch goes on by itself. */
  readonly onError: (error: unknown, kind: Kind) => void
}

/** A server ends a watch after so long by itself; one that is silent for longer is dead. */
const timeoutSeconds = 290
const idleMilliseconds = (timeoutSeconds + 15) * 1000

/** Wait after a failure; each further one doubles it. */
const firstWait = 250
const longestWait = 30_000

/** Follows a kind: a list, then a watch from there, again and again, until it is ended. */
export class KubeWatch {
  readonly #parts: WatchParts
  readonly #ended = new AbortController()
  readonly #known = new Map<string, StoredObject>()
  /** Where to go on; empty when everything has to be read first. */
  #from = ''
  #failures = 0

  constructor(parts: WatchParts) {
    this.#parts = parts
  }

  /** Begins. Resolves after `end`. */
  async run(): Promise<void> {
    const { signal } = this.#ended
    while (!signal.aborted) {
      await this.#follow(signal)
      if (this.#failures > 0) await waited(this.#parts.client.clock, Math.min(longestWait, firstWait * 2 ** (this.#failures - 1)), signal)
    }
  }

  end(): void {
    this.#ended.abort()
  }

  async #follow(signal: AbortSignal): Promise<void> {
    try {
      if (this.#from === '') await this.#list(signal)
      if (!signal.aborted) await this.#stream(signal)
    } catch (error) {
      this.#failed(error)
    }
  }

  #failed(error: unknown): void {
    if (this.#ended.signal.aborted) return
    // Whatever else went wrong may have swallowed an event: unless the connection just broke, read everything again.
    if (!isBroken(error)) this.#from = ''
    // A server that has forgotten where we were is well: it only wants to be asked anew.
    this.#failures = codeOf(error) === 'KH_API_EXPIRED' ? 1 : this.#failures + 1
    this.#parts.onError(error, this.#parts.kind)
  }

  /** Tells what has changed since the last list, what went away in between included. */
  async #list(signal: AbortSignal): Promise<void> {
    const { items, resourceVersion } = await listAll(this.#parts.client, this.#parts.kind, { ...this.#parts.scope, signal })
    if (signal.aborted) return
    const there = new Map(items.map((object) => [placeOf(object.metadata), object]))
    for (const [place, object] of [...this.#known]) {
      const now = there.get(place)
      if (now === undefined || uidOf(now) !== uidOf(object)) this.#gone(object)
    }
    for (const object of items) this.#there(object)
    this.#from = resourceVersion
  }

  /** A connection that says nothing at all counts as a failure, so that it is not opened again at once for ever. */
  async #stream(signal: AbortSignal): Promise<void> {
    const { client, kind, scope: { namespace, labelSelector } } = this.#parts
    const path = withQuery(kindPath(kind, namespace), { watch: 'true', labelSelector, allowWatchBookmarks: 'true', resourceVersion: this.#from, timeoutSeconds })
    const answer = await client.stream({ method: 'GET', path, about: kind.plural, signal }, idleMilliseconds)
    this.#failures += 1
    for await (const line of linesOf(answer)) {
      if (signal.aborted) return
      this.#take(watchLine(kind.plural, line))
      this.#failures = 0
    }
  }

  #take({ type, object, resourceVersion }: WatchLine): void {
    if (type === 'DELETED') this.#gone(object)
    else if (type !== 'BOOKMARK') this.#there(object)
    this.#from = resourceVersion
  }

  #there(object: StoredObject): void {
    const place = placeOf(object.metadata)
    const before = this.#known.get(place)
    if (before !== undefined && before.metadata.resourceVersion === object.metadata.resourceVersion) return
    this.#known.set(place, outline(object))
    this.#tell({ type: before === undefined ? 'Added' : 'Modified', object })
  }

  #gone(object: StoredObject): void {
    if (this.#known.delete(placeOf(object.metadata))) this.#tell({ type: 'Deleted', object })
  }

  #tell(event: WatchEvent): void {
    if (!this.#ended.signal.aborted) this.#parts.listener(event)
  }
}

/** What is remembered of an object: who it is and whom its end concerns. A whole cluster's worth of bodies would be much. */
const outline = ({ apiVersion, kind, metadata }: StoredObject): StoredObject =>
  trusted<StoredObject>({ apiVersion, kind, metadata: Object.fromEntries(Object.entries(metadata).filter(([field]) => remembered.has(field))) })

const remembered: ReadonlySet<string> = new Set(['name', 'namespace', 'uid', 'resourceVersion', 'labels', 'ownerReferences'])

/** Whether there was no connection, or it ended: nothing was lost then. Errors of streams have codes such as ECONNRESET. */
const isBroken = (error: unknown): boolean => /^(KH_API_UNAVAILABLE|KH_API_TIMED_OUT|E[A-Z_]+)$/.test(codeOf(error))

/** Waits, or until the signal comes. */
const waited = (clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> => new Promise((resolve) => {
  if (signal.aborted) {
    resolve()
    return
  }
  const cancel = clock.after(milliseconds, () => {
    signal.removeEventListener('abort', ended)
    resolve()
  })
  const ended = (): void => {
    cancel()
    resolve()
  }
  signal.addEventListener('abort', ended, { once: true })
})
