import { Registry } from 'prom-client'
import t from 'tap'
import { ParentWatch } from '../../../studio/runtime/parent-watch.ts'
import { programMeter } from '../../../studio/runtime/program-metrics.ts'

t.test('names of programs are labels only so many times, however many there are', async (t) => {
  const registry = new Registry()
  const meter = programMeter(registry, { load: () => undefined, clock: () => 0 })
  for (let at = 0; at < 500; at += 1) {
    meter.seen(`p${at}`, `digest-${at}`)
    meter.done({ program: `p${at}`, hook: 'sync', outcome: 'ok', milliseconds: 1, bytes: 1 })
  }
  const page = await registry.metrics()
  t.equal(page.match(/^hook_calls_total\{/gm)?.length, 201)
  t.equal(page.match(/^hook_active_revision_info\{/gm)?.length, 200)
  t.match(page, 'hook_calls_total{program="other",hook="sync",outcome="ok"} 300')
})

t.test('a published revision takes the place of the one before', async (t) => {
  const registry = new Registry()
  const meter = programMeter(registry, { load: () => undefined, clock: () => 0 })
  meter.seen('hello', 'one')
  meter.seen('hello', 'two')
  t.same((await registry.metrics()).match(/^hook_active_revision_info.*/gm), ['hook_active_revision_info{program="hello",digest="two"} 1'])
})

const answer = (status: unknown, uid = 'u1', isLast = false) => ({ program: 'hello', uid, children: [{ kind: 'ConfigMap' }, { kind: 'ConfigMap' }], status, isLast })

t.test('a parent whose status changes more than ten times within a minute comes to no rest', async (t) => {
  const watch = new ParentWatch()
  const restless = Array.from({ length: 12 }, (_, at) => watch.answered(answer({ at }), at * 1000))
  t.same(restless.flatMap((one, at) => one ? [at] : []), [11])
  t.ok(Array.from({ length: 40 }, (_, at) => watch.answered(answer({ same: true }), at * 10)).every((one) => !one), 'syncs alone are no harm')
  t.ok(Array.from({ length: 40 }, (_, at) => watch.answered(answer({ at }, 'slow'), at * 10_000)).every((one) => !one), 'slow changes are no harm')
})

t.test('children are counted once for each parent, until it goes or nobody asks any more', async (t) => {
  const watch = new ParentWatch()
  for (const uid of ['u1', 'u2', 'u2']) watch.answered(answer({}, uid), 0)
  t.same(watch.children(0), [{ program: 'hello', kind: 'ConfigMap', count: 4 }])
  watch.answered(answer({}, 'u1', true), 0)
  t.same(watch.children(0), [{ program: 'hello', kind: 'ConfigMap', count: 2 }])
  t.same(watch.children(2 * 3600 * 1000), [])
})
