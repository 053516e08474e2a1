import { readDocuments } from '../../src/cli/documents.ts'
import type { Terminal } from '../../src/cli/command.ts'
import { codeOf, isNotFound } from '../../src/engine/api-errors.ts'
import { withMetadata } from '../../src/engine/metadata.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import type { Kind } from '../../src/kit/kind.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import type { ClusterAccess } from './access.ts'

/** Objects as they were read. */
export interface Snapshot {
  readonly objects: readonly StoredObject[]
  /** Kinds that we may not read: whether there are any is unknown. */
  readonly unreadable: readonly Kind[]
}

/** What is read, and where. */
export interface Reading {
  readonly kind: Kind
  /** Everywhere when absent. */
  readonly namespace?: string | undefined
  /** Without it the command still has something to say. */
  readonly isOptional?: boolean
}

/** Reads kinds one after the other. A kind that is not served has no objects. */
export const readCluster = async (access: ClusterAccess, readings: readonly Reading[]): Promise<Snapshot> => {
  const objects: StoredObject[] = []
  const unreadable: Kind[] = []
  for (const reading of readings) {
    const found = await readKind(access, reading)
    if (found === undefined) unreadable.push(reading.kind)
    else objects.push(...found)
  }
  return { objects, unreadable }
}

const readKind = async (access: ClusterAccess, { kind, namespace, isOptional = false }: Reading): Promise<readonly StoredObject[] | undefined> => {
  try {
    return await access.list(kind, kind.scope === 'Cluster' ? undefined : namespace)
  } catch (error) {
    if (isNotFound(error)) return []
    if (isOptional && codeOf(error) === 'KH_API_FORBIDDEN') return undefined
    throw error
  }
}

/** Objects of files as `kubectl get -o yaml` writes them. What names no namespace is in the given one. */
export const readFiles = async (files: readonly string[], terminal: Terminal, namespace: string): Promise<Snapshot> => {
  const documents = await readDocuments(files, terminal)
  return { unreadable: [], objects: documents.map(({ object }) => placed(trusted<StoredObject>(object), namespace)) }
}

const clusterScoped = /^(StorageClass|CustomResourceDefinition|CompositeController|DecoratorController|Namespace|ClusterRole|ClusterRoleBinding|PersistentVolume)$/

const placed = (object: StoredObject, namespace: string): StoredObject =>
  object.metadata.namespace !== undefined || clusterScoped.test(object.kind) ? object : withMetadata(object, { namespace })

/** Objects of one kind, whatever their version within the group. */
export const ofKind = ({ objects }: Pick<Snapshot, 'objects'>, { apiVersion, kind }: Kind): readonly StoredObject[] =>
  objects.filter((object) => object.kind === kind && object.apiVersion.split('/')[0] === apiVersion.split('/')[0])
