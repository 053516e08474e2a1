import type { Fault } from '../../../src/cluster/fault.ts'
import { seeded } from '../../../src/cluster/seed.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { engineName } from '../../../src/simulation/world.ts'
import { app, component, componentKinds } from '../fixtures/family.ts'
import type { Document } from '../fixtures/family.ts'
import type { Schedule, Step } from './schedule.ts'

/** Draws from a seed. */
interface Dice {
  /** A whole number from 0 up to `below`, that one left out. */
  readonly number: (below: number) => number
  readonly one: <Value>(values: readonly [Value, ...Value[]]) => Value
  readonly chance: (percent: number) => boolean
}

const diceOf = (seed: number): Dice => {
  const { number: random } = seeded(seed)
  const number = (below: number): number => Math.floor(random() * below)
  return { number, one: ([first, ...rest]) => [first, ...rest][number(rest.length + 1)] ?? first, chance: (percent) => number(100) < percent }
}

/** Specs of apps that become one another in place. */
const appSpecs: readonly [JsonObject, ...JsonObject[]] = [
  {},
  { replicas: 2 },
  { config: { topicReplicationFactor: 1 } },
  { replicas: 2, resources: { requests: { cpu: '0.25', memory: '1024Mi' } } },
  { template: { pod: { metadata: { labels: { team: 'a' } }, tolerations: [{ key: 'a', operator: 'Exists' }] } } },
  { pythonPackages: { packages: ['requests'], cache: { type: 'pvc', enabled: true, size: '1Gi' } } },
  { replicas: 0 },
  // Allowed by the schema, refused by the hook: everything stays as it was.
  { authentication: { type: 'scram-sha-256' } },
]

/** What components may say beside the least they need; the last one is a mistake for each. */
const componentSpecs: readonly [JsonObject, ...JsonObject[]] = [{}, { description: 'another one' }, { processors: { pipeline: ['nowhere'], operations: [] } }]

/** When things happen: at once, while pods start, at rest. */
const moment = (dice: Dice): number => dice.one([0, 0, 30, 100, 1000, 5000, 40_000]) + dice.number(300)

const pause = { 'kaspr.io/pause-reconciliation': 'true' }

const appDocument = (dice: Dice): Document => {
  const made = app('shop', dice.one(appSpecs))
  return dice.chance(15) ? { ...made, metadata: { ...made.metadata, annotations: pause } } : made
}

/** A version of a component; the first one draws its name, later ones are given it. Some move to another app. */
const componentDocument = (dice: Dice, kind: string, given?: string): Document => {
  const drawn = dice.one(['a', 'b'])
  return component(kind, given ?? drawn, { app: dice.chance(90) ? 'shop' : 'other', spec: dice.chance(70) ? {} : dice.one(componentSpecs) })
}

/** Draws a version of one document, of the name that is given. */
type Member = (name?: string) => Document

const kinds = (dice: Dice): string => componentKinds[dice.number(componentKinds.length)] ?? 'KasprAgent'

/** Who is there: mostly components alone, because they are cheap, else an app with up to two of them. */
const casts = (dice: Dice): readonly Member[] => {
  const kind = kinds(dice)
  const other = kinds(dice)
  if (dice.chance(70)) return [(name) => componentDocument(dice, kind, name)]
  return [() => appDocument(dice), ...(dice.chance(60) ? [(name?: string) => componentDocument(dice, kind, name)] : []), ...(dice.chance(25) ? [(name?: string) => componentDocument(dice, other, name)] : [])]
}

const edits = (dice: Dice, members: readonly Member[]): readonly Step[] => members.flatMap((member) => {
  const first = member()
  const later = Array.from({ length: dice.number(3) }, (): Step => {
    const step = { at: 50 + moment(dice), document: member(first.metadata.name) }
    return dice.chance(20) ? { ...step, do: 'delete' } : { ...step, do: 'apply' }
  })
  return [{ at: dice.chance(70) ? 0 : moment(dice), do: 'apply' as const, document: first }, ...later]
})

const struckKinds = ['ConfigMap', 'StatefulSet', 'Service', 'KasprApp', 'KasprAgent', 'HorizontalPodAutoscaler'] as const

const requests = (dice: Dice): Fault => {
  const struck = { client: engineName, count: 1 + dice.number(5), ...(dice.chance(50) ? {} : { kind: dice.one([...struckKinds]) }) }
  return dice.one<Fault>([
    { type: 'Conflict', ...struck },
    { type: 'RequestFailed', status: dice.one([500, 503, 429]), ...struck },
    { type: 'AnswerLost', ...struck },
  ])
}

const views = (dice: Dice): Fault => dice.one<Fault>([
  { type: 'EventsLate', milliseconds: dice.one([20, 500, 20_000]) },
  { type: 'EventsLate', kind: dice.one([...struckKinds]), milliseconds: dice.one([50, 5000]) },
  { type: 'EventsDropped', count: 1 + dice.number(10), relistAfter: dice.one([100, 10_000]) },
  { type: 'EventsDropped', kind: dice.one([...struckKinds]), count: 1 + dice.number(5), relistAfter: 3000 },
])

const pods = (dice: Dice): Fault => dice.one<Fault>([
  { type: 'PodCrash', pods: {}, times: 1 + dice.number(3) },
  { type: 'PodPending', pods: {} },
  { type: 'PodUnready', pods: {} },
  { type: 'ImagePullError', pods: { name: 'shop-app-0' } },
  { type: 'InitContainerFailure', pods: {}, times: 1 },
  { type: 'SlowStart', pods: {}, milliseconds: 5000 },
  { type: 'ControllerRestart', controller: dice.one(['StatefulSet', 'Pod', 'GarbageCollector', 'HorizontalPodAutoscaler']), milliseconds: 2000 },
])

type Trouble = (dice: Dice, at: number) => Step

const fault = (draw: (dice: Dice) => Fault): Trouble => (dice, at) => ({ at, do: 'fault', fault: draw(dice), lasts: dice.one([200, 3000, 30_000]) })
/** From the start as often as later. */
const early = (make: Trouble): Trouble => (dice, at) => make(dice, dice.chance(50) ? 0 : at)

const troubles: readonly [Trouble, ...Trouble[]] = [
  (dice, at) => ({ at, do: 'killEngine', afterWrites: dice.number(8) }),
  (dice, at) => ({ at, do: 'breakHooks', status: dice.one([0, -1, 500, 503, 429]), calls: 1 + dice.number(4) }),
  (dice, at) => ({ at, do: 'duplicate', events: 1 + dice.number(20) }),
  (dice, at) => ({ at, do: 'damage', child: dice.number(8), how: dice.one(['delete', 'edit']) }),
  early(fault(requests)),
  early(fault(views)),
  early(fault(views)),
]

const trouble = (dice: Dice, hasApp: boolean): Step => dice.one(hasApp ? [fault(pods), ...troubles] : troubles)(dice, moment(dice))

/** The schedule of a seed. */
export const scheduleOf = (seed: number): Schedule => {
  const dice = diceOf(seed)
  const members = casts(dice)
  const steps = edits(dice, members)
  const hasApp = steps.some((step) => step.do === 'apply' && step.document.kind === 'KasprApp')
  return { seed, steps: [...steps, ...Array.from({ length: 1 + dice.number(4) }, () => trouble(dice, hasApp))] }
}
