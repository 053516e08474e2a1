import { invoke } from '../../src/guard/invoke.ts'
import type { CompositeController } from '../../src/kit/controller.ts'
import type { Kind } from '../../src/kit/kind.ts'
import { dnsSubdomainProblem } from '../../src/kit/names.ts'
import { fieldStructure, itemStructure, preserves, structureOf } from '../../src/kit/structure.ts'
import type { CustomizeAnswer, RelatedRule } from '../../src/protocol/answer.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import type { KubernetesObject } from '../../src/protocol/request.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { BrokenLaw } from './broken-law.ts'
import type { Neighbour, Scenario } from './scenario.ts'
import { ordered } from './world.ts'
import type { Parent, World } from './world.ts'

/** A status as a request shows it: the API server prunes what the schema does not know. */
const pruned = (value: JsonValue, node: JsonObject): JsonValue => {
  if (Array.isArray(value)) return value.map((item) => pruned(item, itemStructure(node) ?? {}))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).flatMap(([key, item]) => {
    const field = fieldStructure(node, key)
    return field === undefined && !preserves(node) ? [] : [[key, field === undefined ? item : pruned(item, field)]]
  }))
}

export const statusOf = ({ parent }: CompositeController, status: JsonValue | undefined): JsonObject | undefined => {
  const made = status === undefined ? undefined : pruned(status, structureOf(trusted<JsonObject>(parent.status)))
  return isObject(made) ? made : undefined
}

const namespace = 'demo'

/** Objects of the cluster stand in no namespace. */
const placeOf = ({ scope }: Pick<Kind, 'scope'>, wanted = namespace): { readonly namespace?: string } => scope === 'Cluster' ? {} : { namespace: wanted }

/** A parent with a spec; without status it is new. */
export const parentOf = (controller: CompositeController, { name, labels, annotations, spec, status }: Pick<Scenario, 'name' | 'labels' | 'annotations' | 'spec' | 'status'>): Parent => {
  const known = statusOf(controller, status)
  const { apiVersion, kind } = controller.parent
  const metadata = { name, ...placeOf(controller.parent), uid: 'parent-uid', generation: 3, resourceVersion: '7', creationTimestamp: '2026-01-01T00:00:00Z', labels, annotations }
  return ordered({ apiVersion, kind, metadata, spec, ...(known === undefined ? {} : { status: known }) })
}

/** What the controller asks for about a parent. */
export const rulesOf = (controller: CompositeController, parent: KubernetesObject, settings: Scenario['settings']): readonly RelatedRule[] => {
  const ask = (): string => JSON.stringify(invoke(controller, 'customize', { request: { controller: {}, parent }, context: { now: '2026-11-21T00:00:00Z', settings } }).body)
  const text = ask()
  if (ask() !== text) throw new BrokenLaw('deterministic', 'customize answered twice differently', parent)
  return trusted<CustomizeAnswer>(JSON.parse(text)).relatedResources
}

interface Around { readonly controller: CompositeController; readonly parent: Parent; readonly rules: readonly RelatedRule[] }
type Labels = Readonly<Record<string, string>>

const oddLabels = (labels: Labels, oddity: Neighbour['oddity']): Labels => {
  if (oddity === 'no-labels') return {}
  return oddity === 'other-labels' ? Object.fromEntries(Object.keys(labels).map((key) => [key, 'another'])) : labels
}

/** A neighbour as the rules ask for it, but for its oddity. */
const objectOf = ({ kind, spec, status, body = {}, oddity, age }: Neighbour, index: number, { controller, parent, rules }: Around): readonly KubernetesObject[] => {
  const read = controller.reads.find((one) => one.kind === kind)
  if (read === undefined) return []
  const asked = rules.filter(({ apiVersion, resource }) => apiVersion === read.apiVersion && resource === read.plural)
  const { names: wanted = [], labelSelector, namespace: where } = asked[index % Math.max(asked.length, 1)] ?? {}
  const names = wanted.filter((name) => dnsSubdomainProblem(name) === undefined)
  const metadata = {
    name: names[index % Math.max(names.length, 1)] ?? `n${index}`,
    ...placeOf(read, oddity === 'elsewhere' ? oddity : where),
    uid: `uid-${kind}-${index}`,
    generation: 1,
    creationTimestamp: `2026-01-0${age + 1}T00:00:00Z`,
    labels: oddLabels({ ...parent.metadata.labels, ...labelSelector?.matchLabels }, oddity),
    ...(oddity === 'deleting' ? { deletionTimestamp: '2026-11-20T00:00:00Z' } : {}),
  }
  return [ordered(trusted<KubernetesObject>({ apiVersion: read.apiVersion, kind, metadata, spec, ...(status === undefined ? {} : { status }), ...body }))]
}

/** The world of a scenario before anything was applied. */
export const worldOf = (controller: CompositeController, scenario: Scenario): World => {
  const parent = parentOf(controller, scenario)
  const rules = rulesOf(controller, parent, scenario.settings)
  return {
    controller,
    parent,
    children: new Map(),
    objects: scenario.neighbours.flatMap((neighbour, index) => objectOf(neighbour, index, { controller, parent, rules })),
    settings: scenario.settings,
    isStale: false,
    minute: 0,
  }
}
