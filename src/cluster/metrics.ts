import type { StoredObject } from '../engine/object-store.ts'

/** What a pod uses: quantities by resource, for example `{ memory: '300Mi', cpu: '20m' }`. */
export type PodUsage = Readonly<Record<string, string>>

/** The metrics API of a cluster; undefined for a pod of which nothing is known yet. */
export type Metrics = (pod: StoredObject) => PodUsage | undefined
