import { composite } from '../../../src/kit/composite.ts'
import { onDelete } from '../../../src/kit/controller.ts'
import { isObject } from '../../../src/kit/json.ts'
import type { Child } from '../../../src/kit/kind.ts'
import { ConfigMap, Pod } from '../../../src/kit/kinds.ts'
import { labelled, named } from '../../../src/kit/related.ts'
import { OaatType } from '../oaattype/resource.ts'
import { decide } from './decide.ts'
import type { Decision } from './decision.ts'
import { groupOf } from './group.ts'
import type { GroupInput } from './group.ts'
import { appLabel, appName, groupLabel } from './labels.ts'
import { itemPod } from './pod.ts'
import { OaatGroup } from './resource.ts'
import { situationOf } from './situation.ts'
import type { Situation } from './situation.ts'
import { statusOf } from './status.ts'
import { secondsUntil } from './wake-up.ts'

const sync = (input: GroupInput) => {
  const group = groupOf(input)
  const situation = situationOf(group, input)
  const decision = decide(situation)
  const seconds = secondsUntil(decision.wakeUps, situation.now)
  const children = childrenOf(situation, decision)
  return {
    children,
    status: statusOf(situation, decision, input),
    childless: children.length === 0,
    problems: situation.invalid === undefined ? [] : [situation.invalid],
    ...(seconds === undefined ? {} : { resyncAfterSeconds: seconds }),
  }
}

/** A pod that exists is named and no more: it is never changed, only deleted when it is named no longer. */
const childrenOf = ({ group, observed }: Situation, { kept, keepsAdopted, order }: Decision): readonly Child[] => [
  ...kept.filter(({ child }) => child).map(({ pod }) => existing(pod)),
  ...(keepsAdopted === true ? observed.adopted.map(existing) : []),
  ...(order === undefined ? [] : [itemPod(group, order)]),
]

const existing = ({ metadata: { name, namespace, labels } }: Situation['observed']['adopted'][number]): Child =>
  ({ apiVersion: Pod.apiVersion, kind: Pod.kind, metadata: { name, namespace, ...(labels === undefined ? {} : { labels }) } })

/** Reads a spec that nobody has checked yet. */
const textAt = (spec: unknown, ...path: readonly string[]): readonly string[] => {
  const value = path.reduce<unknown>((at, key) => isObject(at) ? at[key] : undefined, spec)
  return typeof value === 'string' && value !== '' ? [value] : []
}

export const oaatGroup = composite({
  name: 'oaatgroup',
  parent: OaatGroup,
  children: [onDelete(Pod)],
  reads: [OaatType, Pod, ConfigMap],
  related: ({ metadata: { name, namespace }, spec }) => [
    ...named(OaatType, namespace, textAt(spec, 'oaatType')),
    ...named(ConfigMap, namespace, textAt(spec, 'itemsFrom', 'configMap', 'name')),
    // A longer name cannot stand in a label: no pod carries it.
    ...(name.length > 63 ? [] : labelled(Pod, namespace, { [appLabel]: appName, [groupLabel]: name })),
  ],
  blocked: ['Valid'],
  sync,
})
