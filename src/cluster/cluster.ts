import type { Discovery } from '../engine/discovery.ts'
import type { VirtualClock } from '../engine/virtual-clock.ts'
import type { Kind } from '../kit/kind.ts'
import type { Resource } from '../kit/resource.ts'
import type { JsonObject } from '../protocol/json.ts'
import { clientOf } from './client.ts'
import type { ClusterStore } from './client.ts'
import { startControllers } from './controllers/controllers.ts'
import { furnishNamespace } from './controllers/namespace-controller.ts'
import { faultBoard } from './faults.ts'
import type { Faults } from './faults.ts'
import { namespaces, storageClasses } from './kinds.ts'
import type { Metrics } from './metrics.ts'
import { seeded } from './seed.ts'
import { apiServer } from './server/api-server.ts'
import type { ApiServer } from './server/api-server.ts'
import type { Change } from './server/object-table.ts'
import { untilRest } from './rest.ts'
import type { Rest, RestOptions } from './rest.ts'
import { defaultTiming, delaysOf } from './timing.ts'
import type { Timing } from './timing.ts'
import { watchStreams } from './watch-streams.ts'
import { workOf } from './work.ts'

export interface StorageClassOptions {
  readonly name: string
  /** Class of claims that name none. */
  readonly isDefault?: boolean
  readonly allowVolumeExpansion?: boolean
  /** Claims wait until a pod uses them. */
  readonly waitForFirstConsumer?: boolean
}

export interface ClusterOptions {
  readonly clock: VirtualClock
  /** Everything random follows from it: uids, generated names, delays that are spans. */
  readonly seed: number
  /** Custom resources that are installed. */
  readonly resources: readonly Resource[]
  /** Kinds of others that are served, too, whatever their objects hold. */
  readonly kinds?: readonly Kind[]
  /** `standard`, default and expandable, when absent. */
  readonly storageClasses?: readonly StorageClassOptions[]
  /** Switches the metrics API on. Without it autoscalers cannot scale. */
  readonly metrics?: Metrics
  /** Namespaces that are there from the start, beside `default` and `kube-system`. */
  readonly namespaces?: readonly string[]
  readonly timing?: Partial<Timing>
  /** Is told of every write, in order, with the name of who wrote. */
  readonly observe?: (change: Change) => void
}

/** A cluster in memory: an API server, the controllers of Kubernetes, and nodes without nodes. */
export interface Cluster {
  readonly store: ClusterStore
  /** What is served at this moment: CRDs that are applied add to it. */
  readonly discovery: Discovery
  readonly clock: VirtualClock
  readonly faults: Faults
  /** The store as another client sees it: its name stands in managed fields and history, and faults can strike it alone. */
  readonly client: (name: string) => ClusterStore
  /** Goes on until nothing happens any more. */
  readonly runUntilIdle: (options?: RestOptions) => Promise<Rest>
  /** Goes on by so many milliseconds. */
  readonly advance: (milliseconds: number) => Promise<void>
}

const standard: readonly StorageClassOptions[] = [{ name: 'standard', isDefault: true, allowVolumeExpansion: true }]

/** Builds a cluster and starts it. Nothing happens before the clock moves. */
export const createCluster = (options: ClusterOptions): Cluster => {
  const { clock, metrics } = options
  const seed = seeded(options.seed)
  const work = workOf(clock)
  const faults = faultBoard()
  const delays = delaysOf({ ...defaultTiming, ...options.timing }, seed)
  const server = apiServer({ resources: options.resources, kinds: options.kinds ?? [], seed, now: clock.now })
  const { table } = server.parts
  if (options.observe !== undefined) table.listen(options.observe)
  startControllers({ server, work, delays, faults, metrics })
  const streams = watchStreams({ table, faults, work, delay: delays.event })
  furnish(server, options)
  const client = (name: string): ClusterStore => clientOf({ api: server.as(name), streams, faults, name })
  return {
    store: client('client'),
    discovery: server.parts.kinds,
    clock,
    faults: { inject: faults.inject, active: faults.active },
    client,
    runUntilIdle: (rest) => untilRest({ clock, work, table }, rest),
    advance: clock.advance,
  }
}

const furnish = (server: ApiServer, { storageClasses: classes = standard, namespaces: names = [] }: ClusterOptions): void => {
  const api = server.as('cluster')
  for (const storageClass of classes) api.create(storageClasses, classObject(storageClass))
  for (const name of new Set(['default', 'kube-system', ...names])) {
    api.create(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
    furnishNamespace(server, name)
  }
}

const classObject = ({ name, isDefault = false, allowVolumeExpansion = false, waitForFirstConsumer = false }: StorageClassOptions): JsonObject => ({
  apiVersion: storageClasses.apiVersion,
  kind: storageClasses.kind,
  metadata: { name, annotations: isDefault ? { 'storageclass.kubernetes.io/is-default-class': 'true' } : {} },
  provisioner: 'embedded.example.com/volume',
  volumeBindingMode: waitForFirstConsumer ? 'WaitForFirstConsumer' : 'Immediate',
  ...(allowVolumeExpansion ? { allowVolumeExpansion } : {}),
})

