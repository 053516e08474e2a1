import t from 'tap'
import { breachOf, runShard } from './histories/suite.ts'
import { historyOf } from './histories/draw.ts'
import { firstSpec } from './histories/edits.ts'
import { play } from './histories/play.ts'
import { apiServer } from './histories/api-server.ts'
import type { Step, Write } from './histories/history.ts'
import { answerTo, apply, asked } from './histories/metacontroller.ts'
import type { Caches } from './histories/metacontroller.ts'

// B10: with one name for all runs there are never two of them, whatever Metacontroller sees: old caches, new processes
// with older caches still, pods that anybody takes away.
runShard(t, { from: 1, histories: 20_000, strictSlot: 'always', travels: true })

const sync = (...see: readonly [number, number, number]): Step => ({ do: 'sync', see, fails: [] })
const pod = (becomes: Extract<Step, { do: 'pod' }>['becomes']): Step => ({ do: 'pod', which: 0, becomes })
const all = 100

/** A group with a name for every run, and a sync of it: the caches move on so far, and these writes fail. */
const begun = () => {
  const server = apiServer(firstSpec(false))
  const caches: Caches = { group: 0, pods: 0 }
  const run = (see: readonly [number, number, number], fails: readonly Write[] = []): void => {
    const given = asked(server, caches, see)
    apply(server, { given, answer: answerTo(given), fails })
  }
  return { server, run }
}

/** What a history breaks: with a name for every run, and with one for all. */
const rules = (steps: readonly Step[]): readonly (string | undefined)[] =>
  [false, true].map((strictSlot) => breachOf({ seed: 1, strictSlot, steps }, { travels: true })?.rule)

t.test('a new process that sees an older world than the last one may start a second pod; not with strictSlot', async (t) => {
  const finished = [sync(0, 0, 0), pod('Succeeded'), sync(all, all, 0)]
  const next: readonly Step[] = [{ do: 'clock', seconds: 20 }, sync(all, all, 0), sync(all, all, 0), sync(all, all, 0)]
  // The pods of the first runs are deleted; a process that knows nothing of them takes the first name again.
  const without: Step = { do: 'edit', which: 9 }
  t.strictSame(rules([without, ...finished, ...next, { do: 'restart', back: [all, all] }, sync(0, 0, 0)]), ['two pods are active', undefined])
})

t.test('a pod that somebody takes away before the status tells of it leaves a free name behind; not with strictSlot', async (t) => {
  const steps = [sync(0, 0, 0), pod('Succeeded')]
  const { server, run } = begun()
  run([0, 0, 0])
  server.befall(0, 'Succeeded', () => true)
  server.befall(0, 'gone', () => true)
  // The group is seen as it was, the pod when it was done: run 2 begins. Then the group of run 1 is seen, and no pod.
  run([0, 2, 0])
  t.throws(() => { run([1, 1, 0]) }, { message: 'two pods are active' })
  t.strictSame(rules([...steps, pod('gone'), sync(0, 2, 0), sync(1, 1, 0)]), [undefined, undefined], 'the drawn histories leave this one out')
})

t.test('a change of strictSlot while a pod is unseen changes the name under which it would be found: that is why it cannot be changed', async (t) => {
  const { server, run } = begun()
  run([all, 0, 0], ['status'])
  server.edit({ spec: { strictSlot: true } })
  t.throws(() => { run([all, 0, 0]) }, { message: 'two pods are active' })
})

t.test('the pod of a run that was given up as never seen is found by its name, however late it appears', async (t) => {
  const { server, run } = begun()
  run([0, 0, 0])
  server.pass(3600)
  run([all, 0, 0])
  run([all, 0, 0])
  t.equal(server.pods.at(-1)?.size, 1)
  run([all, all, 0])
  t.match(server.groups.at(-1)?.status, { sequence: 1, run: { podUID: 'uid-1' }, history: [{ sequence: 1, result: 'PodNotCreated' }] })
})

t.test('histories are drawn from their seed alone, and most of them run something', async (t) => {
  const kind = { strictSlot: 'sometimes', travels: false } as const
  t.strictSame(historyOf(7, kind), historyOf(7, kind))
  const worlds = Array.from({ length: 400 }, (_, seed) => play(historyOf(seed, kind), kind))
  const results = new Set(worlds.flatMap(({ groups }) => groups.at(-1)?.status?.history ?? []).map(({ result }) => result))
  t.strictSame([...results].toSorted(), ['Failed', 'PodNotCreated', 'Succeeded', 'Vanished'])
  t.ok(worlds.filter(({ facts }) => facts.size > 1).length > 200, 'half of them start more than one run')
})
