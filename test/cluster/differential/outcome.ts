import { controllers } from '../../../hooks/index.ts'
import type { Layout } from '../../../scripts/cluster/layout.ts'
import type { Kind } from '../../../src/kit/kind.ts'
import type { JsonValue } from '../../../src/protocol/json.ts'
import type { Test } from 'tap'
import { namespaceOf } from '../family/scenarios.ts'
import type { Scenario } from '../family/scenario.ts'
import type { AuditedWrite } from '../harness/audit-log.ts'
import { withOperator } from '../harness/operator.ts'
import type { OperatorName } from '../harness/operator.ts'
import { onStage, quiet } from '../harness/stage.ts'
import type { Stage } from '../harness/stage.ts'
import { normalForm } from './normal-form.ts'

/** What is left of a scenario. */
export interface Outcome {
  /** Parents and their children in normal form, by `Kind/name`. */
  readonly objects: Readonly<Record<string, JsonValue>>
  /** How often the operator wrote each child, by `verb resource name`. */
  readonly childWrites: Readonly<Record<string, number>>
  /** The same for the status of parents: how many steps in between are seen depends on time. */
  readonly parentWrites: Readonly<Record<string, number>>
  /** Requests that the server refused, such as conflicts. */
  readonly refused: number
}

const kinds: readonly Kind[] = [...new Map(controllers.flatMap(({ parent, children }) => [parent, ...children.map((rule) => rule.kind)])
  .map((kind) => [`${kind.apiVersion} ${kind.kind}`, kind])).values()]

const parentResources: readonly string[] = controllers.map(({ parent }) => parent.plural)

/** Plays a scenario with an operator, to the point where it has nothing left to write. */
export const outcomeOf = async (layout: Layout, scenario: Scenario, { name, t }: { readonly name: OperatorName; readonly t: Test }): Promise<Outcome> => {
  const outcomes: Outcome[] = []
  // The same namespace for both, one after the other: hashes of names do not differ then.
  await withOperator(layout, () => onStage(layout, `both-${namespaceOf(scenario)}`, async (stage) => {
    await scenario.play(stage, t)
    await quiet(stage)
    outcomes.push(await outcome(stage))
  }), { name })
  const [first] = outcomes
  return first ?? { objects: {}, childWrites: {}, parentWrites: {}, refused: 0 }
}

const outcome = async (stage: Stage): Promise<Outcome> => {
  const all = (await Promise.all(kinds.map(async (kind) => (await stage.list(kind)).map((object) => ({ ...object, apiVersion: kind.apiVersion, kind: kind.kind }))))).flat()
  const writes = stage.writes()
  const done = writes.filter(({ status }) => status < 300)
  const isParent = ({ resource }: AuditedWrite): boolean => parentResources.includes(resource)
  return {
    objects: normalForm(all.filter(({ kind, metadata }) => kind.startsWith('Kaspr') || metadata.labels?.['controller-uid'] !== undefined)),
    childWrites: counted(done.filter((write) => !isParent(write))),
    parentWrites: counted(done.filter(isParent)),
    refused: writes.length - done.length,
  }
}

const counted = (writes: readonly AuditedWrite[]): Readonly<Record<string, number>> => {
  const counts = new Map<string, number>()
  for (const { verb, resource, subresource, name } of writes) {
    const key = [verb, subresource === '' ? resource : `${resource}/${subresource}`, name].join(' ')
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return Object.fromEntries([...counts].toSorted(([a], [b]) => a < b ? -1 : 1))
}
