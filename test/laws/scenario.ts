import fc from 'fast-check'
import type { CompositeController } from '../../src/kit/controller.ts'
import type { Kind } from '../../src/kit/kind.ts'
import type { Resource } from '../../src/kit/resource.ts'
import type { Settings } from '../../src/kit/settings.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import { broken } from './break.ts'
import { arbitraryAround, arbitraryOf, wordsOf } from './schema-arbitrary.ts'
import { seedSettings, seedsOf } from './seeds.ts'
import type { Labels } from './seeds.ts'

/** An object beside the parent, before it has a name and labels. */
export interface Neighbour {
  readonly kind: string
  readonly spec: JsonValue
  readonly status: JsonValue | undefined
  /** Further fields, of kinds whose content is not a spec. */
  readonly body?: JsonObject
  /** How it differs from what was asked for. */
  readonly oddity: 'none' | 'deleting' | 'elsewhere' | 'other-labels' | 'no-labels'
  readonly age: number
}

/** Everything from which the states of one run are derived. */
export interface Scenario {
  readonly name: string
  readonly labels: Labels
  readonly annotations: Labels
  readonly otherAnnotations: Labels
  readonly settings: Settings
  readonly spec: JsonValue
  readonly otherSpec: JsonValue
  readonly brokenSpec: JsonValue | undefined
  readonly status: JsonValue | undefined
  readonly neighbours: readonly Neighbour[]
  /** Choices inside the run: which child is damaged and how, which neighbour breaks. */
  readonly picks: readonly number[]
}

const names = ['shop', 'a', 'x1', 'my-app', '1st', 'with.dot', 'a'.repeat(48), 'b'.repeat(63), 'c'.repeat(250)]

/** Anything a status may hold when somebody else wrote it. */
const garbage: fc.Arbitrary<JsonValue> = fc.constantFrom<JsonValue>(
  {}, { conditions: 'none' }, { conditions: [null, {}, { type: 'Ready' }, 'x'] }, { conditions: {} }, { observedGeneration: 'one', app: 'shop', applied: 1, linkedResources: [] },
  { applied: { hash: 1 }, hash: 7, conditions: null }, { app: { name: 3, status: 'Maybe' }, kasprVersion: {}, availableMembers: 2 },
)

const specsOf = ({ kind, spec }: Resource): fc.Arbitrary<JsonValue> => {
  const { specs } = seedsOf(kind)
  const words = wordsOf(specs)
  const near = specs.map((seed) => arbitraryAround(spec, seed, words))
  return fc.oneof({ weight: 1, arbitrary: arbitraryOf(spec, words) }, ...(near.length === 0 ? [] : [{ weight: 4, arbitrary: fc.oneof(...near) }, { weight: 4, arbitrary: fc.constantFrom(...specs) }]))
}

/** Two specs of one object: what it was made with, and what it becomes. Half of the time they are akin. */
const pairsOf = (resource: Resource): fc.Arbitrary<readonly [JsonValue, JsonValue]> => {
  const { specs } = seedsOf(resource.kind)
  const words = wordsOf(specs)
  const any = specsOf(resource)
  const akin = specs.map((seed) => arbitraryAround(resource.spec, seed, words)).map((near) => fc.tuple(near, near))
  return fc.oneof(fc.tuple(any, any), ...(akin.length === 0 ? [] : [fc.oneof(...akin)]))
}

const statusesOf = ({ kind, status }: Resource): fc.Arbitrary<JsonValue | undefined> => {
  const { statuses } = seedsOf(kind)
  const own = arbitraryOf(status, wordsOf(statuses))
  return fc.oneof(fc.constant(undefined), own, brokenOf(own), garbage, ...(statuses.length === 0 ? [] : [fc.constantFrom(...statuses)]))
}

const brokenOf = (specs: fc.Arbitrary<JsonValue>): fc.Arbitrary<JsonValue | undefined> =>
  fc.tuple(specs, fc.nat(), fc.nat()).map(([spec, place, way]) => broken(spec, place, way))

const isResource = (kind: Kind): kind is Resource => 'spec' in kind

const neighboursOf = (read: Kind): fc.Arbitrary<readonly Neighbour[]> => {
  const { presence } = seedsOf(read.kind)
  const some = someOf(read, 0)
  if (presence === undefined) return some
  return fc.oneof({ weight: 9, arbitrary: presence === 'mostly' ? someOf(read, 1) : fc.constant([]) }, { weight: 1, arbitrary: some })
}

/** Of a custom resource the schema says what it may hold. */
const someOf = (read: Kind, minLength: number): fc.Arbitrary<readonly Neighbour[]> => {
  const { kind } = read
  if (!isResource(read)) {
    const { bodies = [{}] } = seedsOf(kind)
    return fc.array(fc.constantFrom(...bodies).chain((body) => neighbourOf(kind, fc.constant<JsonValue>({}), fc.constant(undefined)).map((neighbour) => ({ ...neighbour, body }))), { minLength, maxLength: 2 })
  }
  const specs = specsOf(read)
  const spec = fc.oneof({ weight: 8, arbitrary: specs }, { weight: 1, arbitrary: brokenOf(specs).map((value) => value ?? null) })
  const some = fc.array(neighbourOf(kind, spec, statusesOf(read)), { minLength: Math.max(1, minLength), maxLength: 3 })
  return minLength > 0 ? some : fc.oneof({ weight: 1, arbitrary: fc.constant([]) }, { weight: 6, arbitrary: some })
}

const neighbourOf = (kind: string, spec: fc.Arbitrary<JsonValue>, status: fc.Arbitrary<JsonValue | undefined>): fc.Arbitrary<Neighbour> => fc.record({
  kind: fc.constant(kind),
  spec,
  status,
  oddity: fc.oneof({ weight: 6, arbitrary: fc.constant('none' as const) }, { weight: 1, arbitrary: fc.constantFrom('deleting', 'elsewhere', 'other-labels', 'no-labels') }),
  age: fc.nat(2),
})

/** Scenarios of a controller, from its own schemas and those of the kinds that it reads. */
export const scenarioOf = ({ parent, reads }: CompositeController): fc.Arbitrary<Scenario> => {
  const { labels, annotations, names: likely = ['shop', 'a'], settings = seedSettings } = seedsOf(parent.kind)
  const specs = specsOf(parent)
  const neighbours = [...new Map(reads.map((read) => [read.kind, read])).values()].map(neighboursOf)
  return fc.record({
    name: fc.oneof({ weight: seedsOf(parent.kind).names === undefined ? 5 : 20, arbitrary: fc.constantFrom(...likely) }, { weight: 1, arbitrary: fc.constantFrom(...names) }),
    labels: fc.constantFrom(...(labels.length === 0 ? [{}] : labels)),
    annotations: fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: fc.constantFrom(...annotations) }),
    otherAnnotations: fc.constantFrom(...annotations),
    settings: fc.constantFrom(...settings),
    specs: pairsOf(parent),
    brokenSpec: brokenOf(specs),
    status: statusesOf(parent),
    neighbours: fc.tuple(...neighbours).map((lists) => lists.flat()),
    picks: fc.array(fc.nat(), { minLength: 24, maxLength: 24 }),
  }).map(({ specs: [spec, otherSpec], ...rest }) => ({ ...rest, spec, otherSpec }))
}
