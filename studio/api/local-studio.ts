import { CustomResourceDefinition } from '../../hooks/program/custom-resource-definition.ts'
import { HookProgram } from '../../hooks/program/hookprogram/resource.ts'
import { HookRevision } from '../../hooks/program/hookrevision/resource.ts'
import { discoveryOf, served } from '../../src/engine/discovery.ts'
import { memoryStore } from '../../src/engine/memory-store.ts'
import type { ObjectStore, StoredObject } from '../../src/engine/object-store.ts'
import { localIdentity, randomToken } from './local-identity.ts'
import { studioParts } from './studio-parts.ts'
import type { StudioBase, StudioParts } from './studio-parts.ts'

export interface LocalParts extends StudioParts { readonly token: string }

const kinds = discoveryOf([served(HookProgram), served(HookRevision), served(CustomResourceDefinition)])

/** A Studio in memory for the one person in front of it. What is of no kind that a Studio knows is left out. */
export const localParts = async (base: StudioBase, objects: readonly StoredObject[]): Promise<LocalParts> => {
  const own = memoryStore({ clock: base.clock, discovery: kinds })
  for (const object of objects) await seed(own, object)
  const token = randomToken()
  return { ...studioParts(base, { identity: localIdentity({ token, store: own }), own }), token }
}

const seed = async (own: ObjectStore, object: StoredObject): Promise<void> => {
  const kind = kinds.kind(object.apiVersion, object.kind)
  if (kind !== undefined) await own.create(kind, kind.scope === 'Cluster' || object.metadata.namespace !== undefined ? object : { ...object, metadata: { ...object.metadata, namespace: 'default' } })
}
