import { Deployment, StatefulSet } from '../src/kit/kinds.ts'
import { described } from '../src/engine/metadata.ts'
import type { StoredObject } from '../src/engine/object-store.ts'
import type { JsonObject } from '../src/protocol/json.ts'
import type { Cluster } from './cluster.ts'
import { listAt, numberAt, textAt, textsAt } from './fields.ts'

/** A workload that runs Metacontroller. */
export interface Metacontroller {
  readonly object: string
  /** As kubectl takes it: `statefulset/metacontroller`. */
  readonly name: string
  readonly namespace: string
  readonly image: string
  /** Undefined for an image without a version as tag. */
  readonly version: { readonly major: number; readonly minor: number; readonly text: string } | undefined
  readonly replicas: number
  readonly readyReplicas: number
  /** `client-go-qps` → `100`; the last one counts, as in Go. A flag without a value is `true`. */
  readonly flags: ReadonlyMap<string, string>
  /** Command that gives it one more flag. */
  readonly withFlags: (...flags: readonly string[]) => string
}

/** Upstream's manifests and its chart. */
const usual = 'app.kubernetes.io/name in (metacontroller,metacontroller-helm)'

/** Workloads that run Metacontroller, by the labels of upstream's manifests, and where there are none by their image. */
export const metacontrollersOf = async (cluster: Cluster): Promise<readonly Metacontroller[]> => {
  const labelled = await workloads(cluster, usual)
  return labelled.length > 0 ? labelled : workloads(cluster)
}

const workloads = async (cluster: Cluster, labelSelector?: string): Promise<readonly Metacontroller[]> => {
  const found: Metacontroller[] = []
  for (const kind of [StatefulSet, Deployment]) {
    const { items } = await cluster.list(kind, labelSelector === undefined ? {} : { labelSelector })
    found.push(...items.flatMap(runs))
  }
  return found
}

const isImage = (image: string): boolean => /(^|\/)metacontroller(-distroless)?([:@]|$)/.test(image)

const runs = (workload: StoredObject): readonly Metacontroller[] => {
  const containers = listAt(workload, 'spec', 'template', 'spec', 'containers')
  const index = containers.findIndex((container) => isImage(textAt(container, 'image')))
  const container = containers[index]
  return container === undefined ? [] : [read(workload, container, index)]
}

const read = (workload: StoredObject, container: JsonObject, index: number): Metacontroller => {
  const { name, namespace = '' } = workload.metadata
  const words = textsAt(container, 'args')
  const reference = `${workload.kind.toLowerCase()}/${name}`
  const place = `/spec/template/spec/containers/${index}/${words.length > 0 ? 'args' : 'command'}/-`
  const patch = (flags: readonly string[]): string => JSON.stringify(flags.map((value) => ({ op: 'add', path: place, value })))
  return {
    object: described(workload),
    name: reference,
    namespace,
    image: textAt(container, 'image'),
    version: versionOf(textAt(container, 'image')),
    replicas: numberAt(workload, 'spec', 'replicas') ?? 1,
    readyReplicas: numberAt(workload, 'status', 'readyReplicas') ?? 0,
    flags: flagsOf([...textsAt(container, 'command'), ...words]),
    withFlags: (...flags) => `kubectl --namespace ${namespace} patch ${reference} --type json --patch '${patch(flags)}'`,
  }
}

const versionOf = (image: string): Metacontroller['version'] => {
  const [, major, minor, patch = ''] = /:v?(\d+)\.(\d+)(\.\d+)?[^/]*$/.exec(image) ?? []
  return major === undefined || minor === undefined ? undefined : { major: Number(major), minor: Number(minor), text: `${major}.${minor}${patch}` }
}

/** Go takes one dash or two, and the value after `=` or as the next word. */
const flagsOf = (words: readonly string[]): ReadonlyMap<string, string> => new Map(words.flatMap((word, index): readonly [string, string][] => {
  const [, name, value] = /^--?([a-z][a-z0-9-]*)(?:=(.*))?$/.exec(word) ?? []
  const next = words[index + 1]
  return name === undefined ? [] : [[name, value ?? (next === undefined || next.startsWith('-') ? 'true' : next)]]
}))
