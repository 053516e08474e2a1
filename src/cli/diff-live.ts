import { controllers as all } from '../../hooks/index.ts'
import { whatIf } from '../diff/what-if.ts'
import type { Consequences } from '../diff/what-if.ts'
import { isNotFound } from '../engine/api-errors.ts'
import { discoveryFor, groupKind } from '../engine/discovery.ts'
import { withMetadata } from '../engine/metadata.ts'
import type { StoredObject } from '../engine/object-store.ts'
import { clusterKind } from '../kit/kind.ts'
import type { Kind } from '../kit/kind.ts'
import { configured } from '../kit/configured.ts'
import type { Controller } from '../kit/controller.ts'
import { kindsOf } from '../kit/resources.ts'
import type { Settings } from '../kit/settings.ts'
import { connect } from '../kube/connect.ts'
import type { KubeClient } from '../kube/kube-client.ts'
import { listAll } from '../kube/object-list.ts'
import { systemClock } from '../kube/system-clock.ts'
import { NothingToCompare } from '../protocol/errors.ts'
import { trusted } from '../protocol/trusted.ts'
import type { Terminal } from './command.ts'
import { readDocuments } from './documents.ts'

export interface LiveOptions {
  readonly terminal: Terminal
  readonly settings: Settings
  readonly namespace: string
  readonly kubeconfig?: string | undefined
  readonly context?: string | undefined
}

/** What would happen in the cluster of the kubeconfig if a file was applied there. Only reads are sent. */
export const diffLive = async (files: readonly string[], { terminal, settings, namespace, ...where }: LiveOptions): Promise<Consequences> => {
  const applied = (await readDocuments(files, terminal)).map(({ object }) => placed(trusted<StoredObject>(object), namespace))
  if (applied.length === 0) throw new NothingToCompare(`${files.join(', ')}: no documents`)
  const controllers = configured(all, settings)
  const client = connect({ env: terminal.env, file: where.kubeconfig, context: where.context })
  const quiet = systemClock.after(1000, () => { terminal.err('reading the cluster …\n') })
  try {
    const objects = await readCluster(client, controllers, [...new Set(applied.flatMap(({ metadata }) => metadata.namespace ?? []))])
    return await whatIf({ controllers, context: { now: terminal.now(), settings }, objects, applied })
  } finally {
    quiet()
    client.close()
  }
}

const known = discoveryFor(all)

const placed = (object: StoredObject, namespace: string): StoredObject =>
  object.metadata.namespace !== undefined || known.kind(object.apiVersion, object.kind)?.scope === 'Cluster' ? object : withMetadata(object, { namespace })

/** Parents, children and what hooks read, in the namespaces of the documents. A kind that the cluster does not have has no objects. */
const readCluster = async (client: KubeClient, controllers: readonly Controller[], namespaces: readonly string[]): Promise<readonly StoredObject[]> => {
  const kinds = new Map([Namespace, ...controllers.flatMap(kindsOf)]
    .map((kind): [string, Kind] => [groupKind(kind), kind]))
  const lists = [...kinds.values()].flatMap((kind) => kind.scope === 'Cluster' ? [{ kind }] : namespaces.map((namespace) => ({ kind, namespace })))
  const objects: StoredObject[] = []
  for (const { kind, ...place } of lists) objects.push(...await unlessUnknown(kind, async () => (await listAll(client, kind, place)).items))
  return objects
}

const Namespace = clusterKind('v1', 'Namespace', 'namespaces')

/** Labels of namespaces are a luxury: who may not read them can still compare almost everything. */
const unlessUnknown = async (kind: Kind, list: () => Promise<readonly StoredObject[]>): Promise<readonly StoredObject[]> => {
  try {
    return await list()
  } catch (error) {
    if (isNotFound(error) || kind === Namespace) return []
    throw error
  }
}
