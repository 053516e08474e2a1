import { apiError } from '../engine/api-errors.ts'
import { described } from '../engine/metadata.ts'
import type { ObjectReference, ObjectStore, StoredObject } from '../engine/object-store.ts'
import type { Kind } from '../kit/kind.ts'
import type { RequestVerb } from './fault.ts'
import type { FaultBoard } from './faults.ts'
import type { Api, ListFilter } from './server/api-server.ts'
import type { WatchStreams } from './watch-streams.ts'

/** The cluster's object store: lists can be narrowed. */
export interface ClusterStore extends ObjectStore {
  readonly list: (kind: Kind, filter?: ListFilter) => Promise<readonly StoredObject[]>
}

export interface ClientParts {
  readonly api: Api
  readonly streams: WatchStreams
  readonly faults: FaultBoard
  /** Name of the client, as managed fields and history have it. */
  readonly name: string
}

interface Call<Answer> {
  readonly verb: RequestVerb
  readonly kind: Kind
  readonly words: string
  readonly run: () => Answer
}

/** The API server over a network that may fail. */
export const clientOf = ({ api, streams, faults, name }: ClientParts): ClusterStore => {
  const send = async <Answer>({ verb, kind, words, run }: Call<Answer>): Promise<Answer> => {
    const fault = faults.onRequest({ verb, kind: kind.kind, client: name })
    if (fault === undefined) return run()
    if (fault.type === 'Conflict') throw apiError(words, { status: 409, reason: 'Conflict', message: 'somebody else wrote first' })
    if (fault.type === 'RequestFailed') throw apiError(words, { status: fault.status ?? 500, message: 'a fault on demand' })
    run()
    throw apiError(words, { status: 504, message: 'the answer got lost' })
  }
  return {
    get: (reference) => send({ verb: 'get', kind: reference.kind, words: wordsOf(reference), run: () => api.get(reference) }),
    list: (kind, filter) => send({ verb: 'list', kind, words: `The list of ${kind.plural}`, run: () => api.list(kind, filter).toSorted(byPlace) }),
    create: (kind, object) => send({ verb: 'create', kind, words: described(object), run: () => api.create(kind, object) }),
    update: (kind, object) => send({ verb: 'update', kind, words: described(object), run: () => api.update(kind, object) }),
    updateStatus: (kind, object) => send({ verb: 'updateStatus', kind, words: described(object), run: () => api.updateStatus(kind, object) }),
    delete: (reference, options) => send({ verb: 'delete', kind: reference.kind, words: wordsOf(reference), run: () => api.delete(reference, options) }),
    watch: streams.watch,
  }
}

const wordsOf = ({ kind, name, namespace }: ObjectReference): string =>
  described({ kind: kind.kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } })

/** Lists come ordered by the path of their objects. */
const byPlace = ({ metadata: a }: StoredObject, { metadata: b }: StoredObject): number => {
  const [left, right] = [`${a.namespace ?? ''}/${a.name}`, `${b.namespace ?? ''}/${b.name}`]
  return left < right ? -1 : left === right ? 0 : 1
}
