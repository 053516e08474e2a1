import { NotFound } from '../../engine/api-errors.ts'
import { builtInKinds } from '../../engine/built-in-kinds.ts'
import { discoveryOf, groupKind, served } from '../../engine/discovery.ts'
import type { ServedKind } from '../../engine/discovery.ts'
import { withMetadata } from '../../engine/metadata.ts'
import type { DeleteOptions, ObjectReference, StoredObject } from '../../engine/object-store.ts'
import type { Kind } from '../../kit/kind.ts'
import type { Resource } from '../../kit/resource.ts'
import { selects } from '../../kit/selector.ts'
import type { RelatedRule } from '../../protocol/answer.ts'
import type { JsonObject } from '../../protocol/json.ts'
import type { Seed } from '../seed.ts'
import { create } from './creation.ts'
import { deleteObject } from './deletion.ts'
import type { Deletion } from './deletion.ts'
import { builtInRules, customRules } from './kind-rules.ts'
import type { KindRules } from './kind-rules.ts'
import { ObjectTable } from './object-table.ts'
import type { KindName } from './object-table.ts'
import type { ServerParts } from './parts.ts'
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
  const parts: ServerParts = { ...rulesFor(resources, kinds), table: new ObjectTable(), seed, now, nextVersion: () => String(version += 1) }
  return { parts, as: (by) => apiOf(parts, by) }
}

const rulesFor = (resources: readonly Resource[], kinds: readonly Kind[]): Pick<ServerParts, 'rulesOf' | 'servedKind'> => {
  const discovery = discoveryOf([...kinds, ...resources].map(served))
  const custom = new Map(resources.map((resource) => [groupKind(resource), customRules(served(resource), resource)]))
  const unchecked = new Map<string, KindRules>([...kinds.map(served), ...builtInKinds].map((kind) => [nameOf(kind), builtInRules(kind)]))
  return {
    servedKind: ({ apiVersion, kind }) => discovery.kind(apiVersion, kind),
    rulesOf: (kind) => {
      const rules = custom.get(groupKind(kind)) ?? unchecked.get(nameOf(kind))
      if (rules === undefined) throw new NotFound(`The kind ${kind.kind} of ${kind.apiVersion}`)
      return rules
    },
  }
}

const nameOf = ({ apiVersion, kind }: KindName): string => `${apiVersion} ${kind}`

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
