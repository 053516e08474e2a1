import type { SyncInput } from '../../../src/kit/composite.ts'
import { ConfigMap } from '../../../src/kit/kinds.ts'
import type { Custom } from '../../../src/kit/resource.ts'
import { readDuration } from '../duration-text.ts'
import { itemList } from './item-list.ts'
import { pauseAnnotation } from './labels.ts'
import type { OaatGroupSpec } from './spec.ts'
import type { OaatGroupStatus } from './status-schema.ts'
import type { WindowsSpec } from './windows.ts'

export type GroupInput = SyncInput<Custom<OaatGroupSpec, OaatGroupStatus>>

/** A group as its runs need it. Durations in milliseconds; undefined where the text is none. */
export interface Group {
  readonly name: string
  readonly namespace: string
  readonly uid: string
  readonly spec: OaatGroupSpec
  /** Undefined: the ConfigMap that holds them is missing. */
  readonly items: readonly string[] | undefined
  readonly frequency: number | undefined
  readonly coolOff: number | undefined
  readonly startTimeout: number
  readonly activeDeadline: number | undefined
  readonly retention: Retention
  readonly strictSlot: boolean
  /** When nothing starts. Upstream accepted `windows` and never read them, so they have to be switched on (C4). */
  readonly windows: WindowsSpec
  readonly paused: boolean
}

/** Which finished pods are kept. */
export interface Retention {
  readonly maxAge: number
  readonly succeeded: number
  readonly failed: number
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute

const defaults = { frequency: '1h', startTimeout: 2 * minute, maxAge: 12 * hour, succeeded: 1, failed: 3 }

/** Texts that do not pause, in any case: `pause_new_jobs: 'false'` paused upstream (C13). */
const notPaused: ReadonlySet<string> = new Set(['', 'false', '0', 'no', 'off'])

/** Reads a group. Total: what cannot be read has its default here and its problem in problems.ts. */
export const groupOf = ({ parent: { metadata, spec }, related }: GroupInput): Group => ({
  name: metadata.name,
  namespace: metadata.namespace ?? '',
  uid: metadata.uid ?? '',
  spec,
  items: itemList(spec, spec.itemsFrom === undefined ? undefined : related.get(ConfigMap, spec.itemsFrom.configMap.name)),
  frequency: readDuration(spec.frequency ?? defaults.frequency).milliseconds,
  coolOff: readDuration(spec.failureCoolOff).milliseconds,
  startTimeout: readDuration(spec.startTimeout).milliseconds ?? defaults.startTimeout,
  activeDeadline: readDuration(spec.activeDeadline).milliseconds,
  retention: retentionOf(spec),
  strictSlot: spec.strictSlot === true,
  windows: windowsIn(spec),
  paused: !notPaused.has((metadata.annotations?.[pauseAnnotation] ?? '').toLowerCase()),
})

const windowsIn = ({ windowsEnabled, windows = [], blackoutPeriods = [] }: OaatGroupSpec): WindowsSpec =>
  ({ blackoutPeriods, ...(windowsEnabled === true ? { windows } : {}) })

/** One name for all runs leaves no room for pods of the past. */
const retentionOf = ({ podRetention = {}, strictSlot }: OaatGroupSpec): Retention => strictSlot === true ? { maxAge: 0, succeeded: 0, failed: 0 } : {
  maxAge: readDuration(podRetention.maxAge).milliseconds ?? defaults.maxAge,
  succeeded: podRetention.succeeded ?? defaults.succeeded,
  failed: podRetention.failed ?? defaults.failed,
}
