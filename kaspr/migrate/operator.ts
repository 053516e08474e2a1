import { described } from '../../src/engine/metadata.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import type { Settings } from '../../src/kit/settings.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { Deployment } from '../cluster/foreign-kinds.ts'
import { ofKind } from '../cluster/snapshot.ts'
import type { Snapshot } from '../cluster/snapshot.ts'
import { isHandledNow } from './kopf.ts'

interface PodTemplate {
  readonly spec?: { readonly replicas?: number; readonly template?: { readonly spec?: { readonly containers?: readonly Container[] } } }
  readonly status?: { readonly replicas?: number }
}
interface Container { readonly image?: string; readonly env?: readonly { readonly name: string; readonly value?: string }[] }

const containersOf = (deployment: StoredObject): readonly Container[] => trusted<PodTemplate>(deployment).spec?.template?.spec?.containers ?? []

/** By its image; a name can be anything, and so can the registry. */
const isOperator = (deployment: StoredObject): boolean =>
  containersOf(deployment).some(({ image = '' }) => /(^|\/)kaspr-operator(:|@|$)/.test(image)) || /(^|-)kaspr-operator$/.test(deployment.metadata.name)

/** Scaled to nothing is not enough: its last pod may still be at work. */
const hasPods = (deployment: StoredObject): boolean => {
  const { spec, status } = trusted<PodTemplate>(deployment)
  return (spec?.replicas ?? 1) > 0 || (status?.replicas ?? 0) > 0
}

/** Signs that kaspr-operator still runs (V9), in words; none when there are none. */
export const signsOfOperator = (snapshot: Snapshot, resources: readonly StoredObject[], now: string): readonly string[] => {
  const handled = resources.filter((resource) => isHandledNow(resource, now)).map(described)
  return [
    ...ofKind(snapshot, Deployment).filter((deployment) => isOperator(deployment) && hasPods(deployment)).map((deployment) => `${described(deployment)} has pods`),
    ...(handled.length === 0 ? [] : [`it wrote within the last two minutes to ${listed(handled)}`]),
    ...(snapshot.unreadable.includes(Deployment) ? ['Deployments may not be read, so nobody can tell whether it runs'] : []),
  ]
}

const listed = (names: readonly string[]): string => names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ')

/** Variables that decide what is rendered (kaspr-lifecycle.md 1.2); they mean the same in both. */
const shared = ['KASPR_IMAGE_REGISTRY', 'INITIAL_MAX_REPLICAS', 'HPA_SCALE_UP_POLICY_PODS_PER_STEP', 'HPA_SCALE_UP_POLICY_PERIOD_SECONDS'] as const

/** Settings of the operator's Deployment that ours differ from, in words. */
export const differingSettings = (snapshot: Snapshot, settings: Settings): readonly string[] =>
  ofKind(snapshot, Deployment).filter(isOperator).flatMap(containersOf).flatMap(({ env = [] }) => env)
    .filter(({ name, value = '' }) => shared.some((known) => known === name) && value !== (settings[name] ?? ''))
    .map(({ name, value = '' }) => `${name} is "${value}" there and ${settings[name] === undefined ? 'not set' : `"${settings[name]}"`} here`)
