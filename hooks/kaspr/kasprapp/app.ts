import type { StatefulSet as StatefulSetShape } from 'kubernetes-types/apps/v1.js'
import type { HorizontalPodAutoscaler as HorizontalPodAutoscalerShape } from 'kubernetes-types/autoscaling/v2.js'
import type { PersistentVolumeClaim as PersistentVolumeClaimShape } from 'kubernetes-types/core/v1.js'
import type { SyncInput } from '../../../src/kit/composite.ts'
import type { Observed } from '../../../src/kit/kind.ts'
import { ConfigMap, HorizontalPodAutoscaler, PersistentVolumeClaim, StatefulSet } from '../../../src/kit/kinds.ts'
import { lastApplied } from '../../../src/kit/last-applied.ts'
import { KasprMemberSet } from '../kasprmemberset/resource.ts'
import type { Labels } from '../labels.ts'
import { appLabels, inherited } from '../labels.ts'
import { kasprSettings } from '../settings.ts'
import type { KasprSettings } from '../settings.ts'
import { partsOf } from './components.ts'
import type { Part } from './components.ts'
import { configOf } from './config-values.ts'
import { imageOf } from './image.ts'
import { joined, notJoined } from './joins.ts'
import type { Joined } from './joins.ts'
import { reportOf } from './members/report.ts'
import type { Report } from './members/report.ts'
import { isPaused } from './members/switches.ts'
import { joinsFileName, namesOf } from './names.ts'
import type { Names } from './names.ts'
import { packagesOf } from './packages/packages.ts'
import type { Packages } from './packages/packages.ts'
import type { KasprApp, KasprAppSpec } from './resource.ts'
import { runtimeSettings } from './runtime-settings.ts'
import type { RuntimeSettings } from './runtime-settings.ts'
import type { KasprAppStatus } from './spec/status.ts'

/** An app with everything that follows from its spec and its components: what the builders of children read. */
export interface App {
  readonly name: string
  readonly namespace: string | undefined
  /** Absent where an app is only rendered. */
  readonly uid: string | undefined
  readonly names: Names
  readonly spec: KasprAppSpec
  readonly annotations: Readonly<Record<string, string>>
  readonly settings: KasprSettings
  /** Labels of objects that belong to the app: its own, below the fixed ones. */
  readonly labels: Labels
  /** The app's own labels, for objects that have no others. */
  readonly ownLabels: Labels
  /** Fixed labels of the pods: labels of the app do not reach them. */
  readonly podLabels: Labels
  /** Wanted members. */
  readonly replicas: number
  readonly isPaused: boolean
  readonly image: string
  readonly runtime: RuntimeSettings
  readonly packages: Packages | undefined
  readonly parts: readonly Part[]
  readonly joins: Joined
  readonly observed: Observations
  /** Status as it was written last. */
  readonly before: Partial<KasprAppStatus>
}

/** Children whose observed state decides what is wanted. */
export interface Observations {
  readonly statefulSet: Observed<StatefulSetShape> | undefined
  readonly packagesClaim: Observed<PersistentVolumeClaimShape> | undefined
  readonly autoscaler: Observed<HorizontalPodAutoscalerShape> | undefined
  /** Settings of the runtime as they stand in the cluster. */
  readonly settings: Readonly<Record<string, string>> | undefined
  readonly memberSet: Observed<Pick<KasprMemberSet, 'spec'>> | undefined
  readonly report: Report
}

export const appOf = (input: SyncInput<KasprApp>): App => {
  const { parent: { metadata, spec }, children, related } = input
  const { name, namespace } = metadata
  const names = namesOf(name)
  const settings = kasprSettings(input.settings)
  const parts = partsOf({ name, namespace }, related)
  const statefulSet = children.get(StatefulSet, names.component)
  return {
    name,
    namespace,
    uid: metadata.uid,
    names,
    spec,
    annotations: metadata.annotations ?? {},
    settings,
    labels: inherited(metadata.labels, appLabels(name)),
    ownLabels: inherited(metadata.labels, {}),
    podLabels: appLabels(name),
    replicas: spec.replicas ?? 1,
    isPaused: isPaused(metadata.annotations),
    image: imageOf(spec, settings),
    runtime: runtimeSettings(name, spec, configOf(spec.config)),
    packages: spec.pythonPackages === undefined ? undefined : packagesOf(name, spec.pythonPackages),
    parts,
    joins: joinsOf(parts, statefulSet, () => joined(parts, children.get(ConfigMap, names.joins), joinsFileName(names.joins))),
    observed: {
      statefulSet,
      packagesClaim: children.get(PersistentVolumeClaim, names.packagesClaim),
      autoscaler: children.get(HorizontalPodAutoscaler, names.autoscaler),
      settings: children.get(ConfigMap, names.settings)?.data,
      memberSet: children.get(KasprMemberSet, names.component),
      report: reportOf(input, names.component),
    },
    before: input.parent.status ?? {},
  }
}

/** Without joins nobody asks whether the StatefulSet was adopted: finding out costs as much as all mounts of a large app. */
const joinsOf = (parts: readonly Part[], statefulSet: Observations['statefulSet'], join: () => Joined): Joined =>
  !parts.some(({ group }) => group === 'joins') || isAdopted(statefulSet) ? notJoined : join()

/**
 * A StatefulSet that somebody else made and nobody has applied yet. What it mounts can only go once it was wanted: the
 * first pass repeats upstream's mounts, and the joins file takes their place in the next (metacontroller.md §4.3).
 */
const isAdopted = (statefulSet: Observations['statefulSet']): boolean => statefulSet !== undefined && lastApplied(statefulSet) === undefined

/** Parts that pods mount one by one, in order. */
export const mountedParts = ({ parts, joins }: App): readonly Part[] =>
  parts.filter((part) => part.group !== 'joins' && part.hash !== undefined && !joins.includes(part))
