import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import type { KubernetesObject } from '../../src/protocol/request.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import type { Keeps } from './answer-laws.ts'
import { rest, step } from './bench.ts'
import type { Bench } from './bench.ts'
import { broken, grafted } from './break.ts'
import { BrokenLaw } from './broken-law.ts'
import { adopted, damaged, isMarked, marked, withoutDeleted } from './damage.ts'
import { refusesMalformed } from './malformed.ts'
import { statusOf, worldOf } from './parents.ts'
import type { Scenario } from './scenario.ts'
import { ripened } from './workload.ts'
import { ordered } from './world.ts'
import type { Parent, World } from './world.ts'

/** The parent after an edit: its generation moves. */
const withSpec = (world: World, spec: JsonValue | undefined): World => {
  const { spec: _, ...parent } = world.parent
  const metadata = { ...parent.metadata, generation: (parent.metadata.generation ?? 0) + 1 }
  return { ...world, parent: ordered(trusted<Parent>({ ...parent, metadata, ...(spec === undefined ? {} : { spec }) })) }
}

const withAnnotations = (world: World, annotations: Readonly<Record<string, string>>): World =>
  ({ ...world, parent: ordered({ ...world.parent, metadata: { ...world.parent.metadata, annotations } }) })

const withPreviousStatus = (world: World, status: JsonValue | undefined): World => {
  const { status: _, ...parent } = world.parent
  const known = statusOf(world.controller, status)
  return { ...world, parent: ordered({ ...parent, ...(known === undefined ? {} : { status: known }) }) }
}

const all = ({ children }: World, whose: Keeps['whose'] = 'anybody'): Keeps => ({ identities: new Set(children.keys()), whose })

const withSpecOf = (object: KubernetesObject, spec: JsonValue | undefined): KubernetesObject => {
  const { spec: _, ...rest } = trusted<JsonObject & KubernetesObject>(object)
  return ordered(trusted<KubernetesObject>({ ...rest, ...(spec === undefined ? {} : { spec }) }))
}

/** One object beside the parent is changed, or gone. */
const withNeighbour = (world: World, which: number, change: (object: KubernetesObject) => readonly KubernetesObject[]): World => {
  const at = which % Math.max(world.objects.length, 1)
  return { ...world, objects: world.objects.flatMap((object, index) => index === at ? change(object) : [object]) }
}

const breakNeighbour = (world: World, which: number, place: number): World =>
  withNeighbour(world, which, (object) => [withSpecOf(object, broken(trusted<{ spec?: JsonValue }>(object).spec ?? {}, place, which))])

/** From nothing to rest: whatever makes pods roll is written once, with the first answer. Operations come and go with their outcomes. */
const birth = (bench: Bench, world: World): World => {
  const first = step(bench, world)
  const second = step(bench, first.world)
  const changed = second.changed.filter((identity) => !identity.startsWith('KasprMemberSet.'))
  if (changed.length > 0) throw new BrokenLaw('settled at once', `${changed.join(', ')} changed right after it was made`, first.world)
  return rest(bench, second.world)
}

/** The longest way in stages: what one waits for is made and becomes ready before the next one is made. */
const mostStages = 8

/** From there on all becomes well: pods run, claims are bound, and what waited for them is made and becomes well in its turn. */
export const grown = (bench: Bench, young: World, stages = mostStages): World => {
  const ripe = rest(bench, { ...young, children: ripened(young.children) })
  return stages === 0 || [...ripe.children.keys()].every((identity) => young.children.has(identity)) ? ripe : grown(bench, ripe, stages - 1)
}

/** Damage to children, one at a time; what was there is there again in the end, whatever is wrong besides. */
const damage = (bench: Bench, world: World, picks: readonly number[]): void => {
  for (const [at, pick] of picks.entries()) {
    const hurt = { ...world, children: damaged(world.children, pick, Math.floor(pick / 7) + at) }
    const healed = rest(bench, hurt, all(hurt))
    rest(bench, { ...healed, children: withoutDeleted(healed.children) })
  }
}

/** A spec that nobody can read freezes the children, damaged ones too. */
const invalidSpec = (bench: Bench, world: World, [place = 0, way = 0, ...picks]: readonly number[]): void => {
  const confused = withSpec(world, broken(world.parent.spec ?? {}, place, way))
  rest(bench, confused, all(world, 'the parent'))
  const hurt = { ...confused, children: damaged(world.children, picks[0] ?? 0, picks[1] ?? 0) }
  rest(bench, hurt, all(hurt, 'the parent'))
}

/** Objects beside the parent break, go, or are others than were asked for. */
const neighbours = (bench: Bench, world: World, [first = 0, second = 0, third = 0]: readonly number[]): void => {
  if (world.objects.length === 0) return
  const spoiled = breakNeighbour(world, first, second)
  rest(bench, spoiled, all(world))
  rest(bench, { ...spoiled, children: new Map() })
  rest(bench, withNeighbour(world, third, () => []))
  rest(bench, { ...world, isStale: true })
}

const statuses = (bench: Bench, world: World, { status }: Scenario): void => {
  rest(bench, withPreviousStatus(world, undefined))
  rest(bench, withPreviousStatus(world, status), all(world))
}

/** One field changes after the other, while pods start and when they run. */
const edits = (bench: Bench, world: World, { otherSpec, picks }: Scenario): void => {
  const edited = (before: World, pick = 0): World => rest(bench, withSpec(before, grafted(before.parent.spec ?? {}, otherSpec, pick)))
  const young = edited(world, picks[15])
  const old = { ...young, children: ripened(young.children) }
  edited(edited(old, picks[16]), picks[17])
}

/** What others wrote on a child outlives every change of the spec. */
const foreignMarks = (bench: Bench, world: World, { otherSpec }: Scenario): void => {
  const before = { ...world, children: marked(world.children) }
  const after = rest(bench, withSpec(before, otherSpec))
  const wiped = [...after.children].filter(([identity, child]) => before.children.get(identity)?.metadata.uid === child.metadata.uid && !isMarked(child)).map(([identity]) => identity)
  if (wiped.length > 0) throw new BrokenLaw('nothing of others is lost', `${wiped.join(', ')} lost a label or an annotation of somebody else`, after.parent)
}

const deleting = (bench: Bench, world: World): void => {
  step(bench, { ...world, parent: { ...world.parent, metadata: { ...world.parent.metadata, deletionTimestamp: '2026-11-21T00:00:00Z' } } })
}

/** All states that are derived from one scenario; throws BrokenLaw. */
export const travel = (bench: Bench, controller: World['controller'], scenario: Scenario): void => {
  const { picks, otherSpec, otherAnnotations } = scenario
  const start = worldOf(controller, scenario)
  const home = birth(bench, start)
  refusesMalformed(home, picks)
  const ripe = grown(bench, home)
  damage(bench, ripe, picks.slice(0, 4))
  invalidSpec(bench, ripe, picks.slice(4))
  neighbours(bench, ripe, picks.slice(8))
  statuses(bench, ripe, scenario)
  deleting(bench, ripe)
  const moved = rest(bench, withSpec(ripe, otherSpec))
  rest(bench, withSpec(home, otherSpec))
  edits(bench, home, scenario)
  foreignMarks(bench, ripe, scenario)
  invalidSpec(bench, moved, picks.slice(10))
  const held = rest(bench, withAnnotations({ ...moved, children: damaged(moved.children, picks[20] ?? 0, picks[21] ?? 0) }, otherAnnotations))
  rest(bench, withSpec(held, scenario.spec))
  rest(bench, { ...ripe, children: adopted(ripe.children) })
  invalidSpec(bench, { ...ripe, children: adopted(ripe.children) }, picks.slice(14))
  rest(bench, withSpec(ripe, scenario.brokenSpec), all(ripe, 'the parent'))
}
