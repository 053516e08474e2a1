import t from 'tap'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { newBench, rest } from '../../laws/bench.ts'
import type { Parent, World } from '../../laws/world.ts'
import { answer, asLastApplied, byIdentity, childOf, condition, living, settled, withSpec, writesOf } from './fixtures/living.ts'
import { mistakes } from './fixtures/mistakes.ts'
import type { Mistake } from './fixtures/mistakes.ts'
import { problemPlaces, reasonsIn } from './fixtures/problem-places.ts'

// Whatever is wrong with an environment, nothing of it leaves (environment.md B3): one row for every way to be wrong.

const home = living()
const variables = (world: World): string => JSON.stringify(trusted<JsonObject>(childOf(world, 'Deployment', 'web')['spec'])['template'])

t.test('the environment that everything happens to is ready and at rest', async (t) => {
  t.match(answer(home).status, { phase: 'Ready', stage: 'done' })
  t.strictSame(writesOf(home), [])
  for (const kind of ['Namespace', 'ResourceQuota', 'NetworkPolicy', 'Secret', 'PersistentVolumeClaim', 'StatefulSet', 'Deployment', 'Ingress']) t.ok([...home.children.values()].some((child) => child.kind === kind), kind)
})

/** After the mistake: the world as it was before, with what was said meanwhile, and one more variable. */
const mended = (broken: World): World => {
  const { parent } = rest(newBench(), broken)
  return withSpec({ ...home, parent: { ...parent, metadata: home.parent.metadata, spec: home.parent.spec ?? {} } }, { config: { env: [{ name: 'MENDED', value: 'yes' }] } })
}

const frozen = ({ what, reason, path, make }: Mistake): void => {
  t.test(`${what}: everything stays, and the condition says ${reason} at ${path}`, async (t) => {
    const broken = make(home)
    const said = answer(broken)
    t.strictSame(byIdentity(said.children), asLastApplied(broken), 'every observed child as last applied')
    t.match(condition(said, 'ConfigValid'), { status: 'False', reason })
    t.ok(condition(said, 'ConfigValid')?.message?.split('; ').some((one) => one.startsWith(`${path}: `)), 'with the path')
    t.match(condition(said, 'Ready'), { status: 'False', reason })
    t.ok(said.problems.some((problem) => problem.path === path), 'and so does the log')
    t.strictSame(writesOf(broken), [])
  })
}
mistakes.forEach(frozen)

t.test('the next right spec goes on where it was, without a word about what was wrong', async (t) => {
  for (const { what, make } of mistakes) {
    const healed = settled(mended(make(home)))
    t.match(answer(healed).status, { phase: 'Ready' }, what)
    t.equal(condition(answer(healed), 'ConfigValid')?.status, 'True', what)
    t.match(variables(healed), /MENDED/, what)
  }
})

t.test('a status that somebody else wrote, or nobody, changes no child', async (t) => {
  const garbage: readonly unknown[] = [undefined, {}, { phase: 'Terminating', stage: 7, stageSince: 'yesterday', conditions: 'none' }, { conditions: [null, { type: 'Ready' }, 1] }, { keptData: {}, observedGeneration: 'x' }]
  for (const status of garbage) {
    const { status: _, ...parent } = home.parent
    const world = { ...home, parent: trusted<Parent>({ ...parent, ...(status === undefined ? {} : { status }) }) }
    t.strictSame(Object.keys(byIdentity(answer(world).children)).toSorted(), [...home.children.keys()].toSorted())
    t.match(answer(world).status, { phase: 'Ready' })
    t.strictSame(writesOf(world), [])
  }
})

t.test('a new environment with a mistake makes nothing', async (t) => {
  for (const { what, make } of mistakes) {
    const young = make({ ...home, parent: trusted<Parent>({ ...home.parent, status: undefined }), children: new Map() })
    const allowed = what.includes('somebody else\'s') ? 1 : 0
    t.ok(answer(young).children.length <= allowed, what)
  }
})

/** Files that refuse. Others stop the service at start, or have a test of their own. */
const refusing = ['problems.ts', 'clashes.ts', 'credentials.ts', 'seed.ts', 'probe-problems.ts', 'helm/problems.ts']

t.test('every place that refuses is met by one of these mistakes', async (t) => {
  const met = mistakes.flatMap(({ make }) => answer(make(home)).problems)
  for (const { place, path, message } of refusing.flatMap(problemPlaces)) t.ok(met.some((problem) => path.test(problem.path) && message.test(problem.message)), place)
  const reasons = met.map(({ reason }) => reason)
  for (const reason of refusing.flatMap(reasonsIn)) t.ok(reasons.includes(reason), reason)
})
