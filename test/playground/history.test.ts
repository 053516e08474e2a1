import t from 'tap'
import type { PassTrace, WriteTrace } from '../../src/engine/observer.ts'
import { createHistory } from '../../src/playground/history.ts'
import { timelinePage } from '../../src/playground/timeline-page.ts'

const pass = (parent: string, more: Partial<PassTrace> = {}): PassTrace =>
  ({ time: 0, controller: 'c', parent, causes: [], outcome: 'done', message: undefined, milliseconds: 0, ...more })
const write = (parent: string, more: Partial<WriteTrace> = {}): WriteTrace =>
  ({ time: 0, controller: 'c', parent, verb: 'create', object: 'ConfigMap n/x', apiVersion: 'v1', reason: 'it is not there', before: undefined, after: undefined, refused: undefined, ...more })
const all = { before: Infinity, limit: 99, object: '', quiet: true }

t.test('hooks and writes belong to the pass that they were made in, also when passes overlap', async (t) => {
  const { observer, chapters } = createHistory({ most: 9, quiet: 9 })
  observer.write?.(write('A n/a', { object: 'ConfigMap n/a1' }))
  observer.write?.(write('A n/b', { object: 'ConfigMap n/b1' }))
  observer.write?.(write('A n/a', { object: 'ConfigMap n/a2' }))
  observer.pass?.(pass('A n/b'))
  observer.pass?.(pass('A n/a'))
  t.strictSame(chapters().map((one) => one.type === 'sync' ? [one.id, one.writes.map(({ object }) => object)] : []), [[1, ['ConfigMap n/b1']], [2, ['ConfigMap n/a1', 'ConfigMap n/a2']]])
})

t.test('hours of rest do not push out what happened', async (t) => {
  const { observer, chapters } = createHistory({ most: 2, quiet: 3 })
  for (const name of ['x', 'y', 'z']) {
    observer.write?.(write(`A n/${name}`))
    observer.pass?.(pass(`A n/${name}`))
  }
  for (let count = 0; count < 50; count += 1) observer.pass?.(pass('A n/idle'))
  t.strictSame(timelinePage(chapters(), { ...all, quiet: false }).rows.map(({ object }) => object), ['A n/z', 'A n/y'])
  t.equal(timelinePage(chapters(), all).rows.length, 5)
})

for (const [name, made, writes, expected] of [
  ['a pass that wrote nothing', {}, [], { text: 'nothing to do', tone: 'plain', isQuiet: true }],
  ['a pass that failed', { outcome: 'failed', message: 'the hook said 500' }, [], { text: 'failed: the hook said 500', tone: 'bad', isQuiet: false }],
  ['a pass that shall wait', { outcome: 'throttled', message: 'wait 3 s' }, [], { text: 'throttled: wait 3 s', tone: 'busy', isQuiet: false }],
  ['writes', {}, [{}, { object: 'Service n/y' }, { object: 'Service n/z' }], { text: 'created ConfigMap x, Service y and 1 more', tone: 'good' }],
  ['a status', {}, [{ verb: 'updateStatus', reason: 'the status differs: a.b, conditions[0].status, conditions[0].reason' }], { text: 'status: a, conditions' }],
  ['a conflict', {}, [{ verb: 'update', refused: 'KH_API_CONFLICT' }], { text: 'refused (KH_API_CONFLICT) ConfigMap x', tone: 'busy' }],
  ['a refusal', {}, [{ verb: 'update', refused: 'KH_API_INVALID' }], { tone: 'bad' }],
] as const) {
  t.test(`${name} in a line`, async (t) => {
    const { observer, chapters } = createHistory({ most: 9, quiet: 9 })
    for (const one of writes) observer.write?.(write('A n/a', one))
    observer.pass?.(pass('A n/a', made))
    t.match(timelinePage(chapters(), all).rows, [{ object: 'A n/a', by: 'c', ...expected }])
  })
}
