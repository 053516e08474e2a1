import type { ServedKind } from '../../engine/discovery.ts'
import { withMetadata } from '../../engine/metadata.ts'
import type { DeleteOptions, ObjectReference, StoredObject } from '../../engine/object-store.ts'
import type { Kind } from '../../kit/kind.ts'
import type { Resource } from '../../kit/resource.ts'
import { selects } from '../../kit/selector.ts'
import type { RelatedRule } from '../../protocol/answer.ts'
import type { JsonObject } from '../../protocol/json.ts'
import type { Seed } from '../seed.ts'
import { definitions } from '../kinds.ts'
import { create } from './creation.ts'
import { definedBy } from './definition.ts'
import { deleteObject } from './deletion.ts'
import type { Deletion } from './deletion.ts'
import { ObjectTable } from './object-table.ts'
import type { KindName } from './object-table.ts'
import type { ServerParts } from './parts.ts'
import { ServedKinds } from './served-kinds.ts'
import { renewed, update, updateStatus } from './update.ts'

export interface ListFilter {
  readonly namespace?: string | undefined
  readonly labelSelector?: NonNullable<RelatedRule['labelSelector']> | undefined
}

/**
 * The API server as one client sees it, without a network between: every answer comes at once, and refusals are thrown
 * (`api-errors.ts`).
 */
export interface Api {
  readonly get: (reference: ObjectReference) => StoredObject | undefined
  readonly list: (kind: KindName, filter?: ListFilter) => readonly StoredObject[]
  readonly create: (kind: KindName, object: JsonObject) => StoredObject
  readonly update: (kind: KindName, object: JsonObject) => StoredObject
  readonly updateStatus: (kind: KindName, object: JsonObject) => StoredObject
  /** Status of a built-in object, whatever its version. */
  readonly setStatus: (object: StoredObject, status: JsonObject) => StoredObject
  readonly delete: (reference: ObjectReference, options: Deletion['options']) => void
  /** Writes without checks and without a new generation, as the subresources for binding and finalizing do. */
  readonly amend: (object: StoredObject) => StoredObject
}

export interface ApiServer {
  readonly parts: ServerParts
  /** `by` is the name of the client. */
  readonly as: (by: string) => Api
}

export interface ApiServerOptions {
  readonly resources: readonly Resource[]
  /** Kinds of others, whose content nobody checks. */
  readonly kinds: readonly Kind[]
  readonly seed: Seed
  readonly now: () => number
}

export const apiServer = ({ resources, kinds, seed, now }: ApiServerOptions): ApiServer => {
  let version = 0
  const served = new ServedKinds(resources, kinds)
  const table = new ObjectTable()
  followDefinitions(table, served)
  const parts: ServerParts = { kinds: served, rulesOf: served.rulesOf, table, seed, now, nextVersion: () => String(version += 1) }
  return { parts, as: (by) => apiOf(parts, by) }
}

/** What CRDs define is served as soon as they are stored, and no longer than that. */
const followDefinitions = (table: ObjectTable, kinds: ServedKinds): void => {
  table.listen(({ type, object }) => {
    if (object.kind !== definitions.kind || object.apiVersion !== definitions.apiVersion) return
    if (type === 'Deleted') kinds.forget(object.metadata.name)
    else kinds.define(object.metadata.name, definedBy(object))
  })
}

const apiOf = (parts: ServerParts, by: string): Api => ({
  get: ({ kind, name, namespace }) => parts.table.find(kind, name, isClusterScoped(parts.rulesOf(kind).kind) ? undefined : namespace),
  list: (kind, { namespace, labelSelector } = {}) => {
    const all = parts.table.list(parts.rulesOf(kind).kind, namespace)
    return labelSelector === undefined ? all : all.filter(({ metadata }) => selects(labelSelector, metadata.labels))
  },
  create: (kind, object) => create(parts, { kind, object, by }),
  update: (kind, object) => update(parts, { kind, object, by }),
  updateStatus: (kind, object) => updateStatus(parts, { kind, object, by }),
  setStatus: (object, status) => updateStatus(parts, { kind: object, object: { ...withMetadata(object, { resourceVersion: undefined }), status }, by }),
  delete: (reference, options) => deleteObject(parts, { reference, options, by }),
  amend: (object) => renewed(parts, object, by),
})

const isClusterScoped = ({ scope }: ServedKind): boolean => scope === 'Cluster'

/** How the cluster's own controllers delete. */
export const inBackground: DeleteOptions = { propagation: 'Background' }
