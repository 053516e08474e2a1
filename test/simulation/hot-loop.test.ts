import t from 'tap'
import type { StoredObject } from '../../src/engine/object-store.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { hotLoopWatch } from '../../src/simulation/hot-loop.ts'
import type { HotLoopWatch } from '../../src/simulation/hot-loop.ts'

const object = (kind: string, fields: object): StoredObject => trusted({ apiVersion: 'v1', kind, metadata: { name: 'a', namespace: 'n' }, ...fields })

const writeInTurns = (watch: HotLoopWatch, kind: string, [first, second]: readonly [object, object]): void => {
  for (let count = 0; count < 10; count += 1) {
    const [before, after] = count % 2 === 0 ? [first, second] : [second, first]
    watch.change({ type: 'Modified', by: count % 2 === 0 ? 'x' : 'y', before: object(kind, before), object: object(kind, after) })
  }
}

t.test('values that take turns are told with all who write them', async (t) => {
  const watch = hotLoopWatch()
  writeInTurns(watch, 'ConfigMap', [{ data: { 'a.b/c': [1], z: 1 } }, { data: { 'a.b/c': [2], z: 1 } }])
  t.strictSame(watch.loops(), [{ object: 'ConfigMap n/a', writes: 10, flips: [{ path: 'data.a.b/c[0]', values: ['2', '1'], writers: ['x', 'y'] }] }])
  t.equal(watch.isHot(), false)
})

t.test('a field that comes and goes is told as nothing', async (t) => {
  const watch = hotLoopWatch()
  writeInTurns(watch, 'ConfigMap', [{ data: { a: '1' } }, { data: {} }])
  t.match(watch.loops(), [{ flips: [{ path: 'data.a', values: ['nothing', '"1"'] }] }])
})

t.test('values of Secrets stay out of it', async (t) => {
  const watch = hotLoopWatch()
  writeInTurns(watch, 'Secret', [{ data: { a: 'c2VjcmV0' } }, { data: { a: 'b3RoZXI=' } }])
  t.match(watch.loops(), [{ flips: [{ path: 'data.a', values: [] }] }])
  t.notMatch(JSON.stringify(watch.loops()), /c2Vj|b3Ro/)
})

t.test('who has come to rest is not named, and a thousand writes of the same fields are hot', async (t) => {
  const watch = hotLoopWatch()
  writeInTurns(watch, 'Pod', [{ a: 1 }, { a: 2 }])
  for (let count = 0; count < 1000; count += 1) watch.change({ type: 'Modified', by: 'x', before: object('ConfigMap', { a: count }), object: object('ConfigMap', { a: count + 1 }) })
  t.strictSame(watch.loops().map((loop) => loop.object), ['ConfigMap n/a'])
  t.equal(watch.isHot(), true)
})

t.test('writes with a minute of rest between them are no hot loop', async (t) => {
  let now = 0
  const watch = hotLoopWatch(() => now)
  for (let count = 0; count < 2000; count += 1) {
    now += count % 500 === 0 ? 60_001 : 1
    watch.change({ type: 'Modified', by: 'x', before: object('ConfigMap', { a: count }), object: object('ConfigMap', { a: count + 1 }) })
  }
  t.equal(watch.isHot(), false)
})
