import t from 'tap'
import { lastAppliedAnnotation } from '../../src/kit/last-applied.ts'
import { writeChanges } from '../../src/playground/write-changes.ts'

/** A ConfigMap or Secret with what was last applied to it. */
const object = (kind: string, data: Record<string, string>, applied: Record<string, string>) => ({
  apiVersion: 'v1', kind, data,
  metadata: { name: 'x', resourceVersion: String(Math.random()), annotations: { [lastAppliedAnnotation]: JSON.stringify({ apiVersion: 'v1', kind, metadata: { name: 'x' }, data: applied }) } },
})

t.test('fields are told, bookkeeping is not', async (t) => {
  t.strictSame(writeChanges(object('ConfigMap', { a: '1' }, { a: '1' }), object('ConfigMap', { a: '2' }, { a: '2' })), [{ path: 'data.a', from: '1', to: '2' }])
  t.ok(writeChanges(undefined, object('ConfigMap', { a: '1' }, {})).some(({ path, from }) => path.startsWith('data') && from === undefined))
})

t.test('a write that only changes what is wanted says so', async (t) => {
  t.strictSame(writeChanges(object('ConfigMap', { a: '2' }, { a: '1' }), object('ConfigMap', { a: '2' }, { a: '2' })), [{ path: 'last applied: data.a', from: '1', to: '2' }])
})

t.test('values of Secrets are in neither', async (t) => {
  for (const told of [writeChanges(object('Secret', { a: 'open' }, { a: 'sesame' }), object('Secret', { a: 'open' }, { a: 'open' })), writeChanges(undefined, object('Secret', { a: 'open' }, { a: 'sesame' }))]) {
    t.notMatch(JSON.stringify(told), /open|sesame/)
  }
})
