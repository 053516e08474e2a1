import t from 'tap'
import { callOf } from '../../src/kit/call.ts'
import { alike, covers } from '../../src/kit/covers.ts'
import { driftOf } from '../../src/kit/drift.ts'
import type { Child } from '../../src/kit/kind.ts'
import { ConfigMap } from '../../src/kit/kinds.ts'
import { parseJsonText } from '../../src/protocol/json.ts'
import type { KubernetesObject } from '../../src/protocol/request.ts'
import { greeting, sticker } from '../server/fixtures/toy-controller.ts'

const kept = (name: string, more: object = {}): KubernetesObject & Child => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'n1' }, ...more })
const big = (text: string) => parseJsonText(`{"n": ${text}}`)

t.test('what is wanted is covered by what holds it', async (t) => {
  const rows: readonly (readonly [observed: unknown, wanted: unknown, isCovered: boolean])[] = [
    [1, 1, true], [1, 2, false], ['a', 'a', true], [undefined, undefined, true], [1, undefined, true], [undefined, 1, false],
    [undefined, null, true], [1, null, false], [{ a: 1, b: 2 }, { a: 1 }, true], [{ a: 1 }, { a: 1, b: 2 }, false], [{}, [], false], [[], {}, false],
    [[1, 2], [1, 2], true], [[1, 2], [2, 1], false], [[1, 2], [1], false],
    [[{ name: 'a', x: 1 }, { name: 'b' }], [{ name: 'b' }], true], [[{ name: 'b' }, { name: 'a', x: 1 }], [{ name: 'a', x: 1 }, { name: 'b' }], true],
    [[{ name: 'a', x: 1 }], [{ name: 'a', x: 2 }], false], [[{ name: 'a' }], [{ name: 'b' }], false], [[{ name: 'a' }], [{ name: 'a' }, { name: 'b' }], false],
    [big('9223372036854775807'), big('9223372036854775807'), true], [big('9223372036854775807'), big('9223372036854775806'), false], ['{}', {}, false],
  ]
  for (const [observed, wanted, isCovered] of rows) t.equal(covers(observed, wanted), isCovered, JSON.stringify([observed, wanted]))
})

t.test('two values are alike whatever the order of their keys', async (t) => {
  t.ok(alike({ a: [1, { b: 2, c: null }], d: 'x' }, { d: 'x', a: [1, { c: null, b: 2 }] }))
  for (const [a, b] of [[{ a: 1 }, { a: 1, b: 2 }], [{ a: 1, b: 2 }, { a: 1 }], [[1], [1, 2]], [[1], { 0: 1 }], [{ 0: 1 }, [1]], [1, 2], [null, {}], [{}, null], ['1', 1]]) t.notOk(alike(a, b), JSON.stringify([a, b]))
})

t.test('drift is what an answer changes about observed children', async (t) => {
  const observed = { 'ConfigMap.v1': { 'n1/same': kept('same', { data: { a: '1', foreign: 'x' } }), 'n1/other': kept('other', { data: { a: '0' }, spec: {} }), 'n1/gone': kept('gone'), 'n1/going': { ...kept('going'), metadata: { name: 'going', deletionTimestamp: '2026-01-01T00:00:00Z' } } } }
  const wanted = [kept('same', { data: { a: '1' } }), { ...kept('other', { data: { a: '1' }, spec: { b: 1 } }), metadata: { name: 'other' } }, kept('made')]
  t.strictSame(driftOf(observed, wanted, 'n1').map(({ object, field }) => `${object.metadata.name} ${field}`), ['other spec', 'other data', 'gone deleted'])
  t.strictSame(driftOf({}, wanted, 'n1'), [])
  const clusterWide = { 'ConfigMap.v1': { one: { ...kept('one'), metadata: { name: 'one' }, data: { a: '1' } } } }
  t.strictSame(driftOf(clusterWide, [{ ...kept('one', { data: { a: '1' } }), metadata: { name: 'one' } }], 'n1'), [], 'an object without namespace is found, too')
})

t.test('a call is the same for both types of controllers', async (t) => {
  const parent = { apiVersion: 'x/v1', kind: 'X', metadata: { name: 'x', namespace: 'n1' }, status: { before: true } }
  const children = { 'ConfigMap.v1': { 'n1/a': kept('a', { data: { a: '1' } }) } }
  const end = { seconds: 2, finalizing: false }
  const one = callOf(greeting, { parent, children }, { ...end, body: { status: { after: true }, children: [kept('a', { data: { a: '2' } })] } })
  t.match([one.parent, one.answer?.status, one.seconds, one.finalizing, one.error], [parent, { after: true }, 2, false, undefined])
  t.equal(one.children.get(ConfigMap, 'a')?.data?.['a'], '1')
  t.match(one.drift(), [{ field: 'data' }])
  const other = callOf(sticker, { object: parent, attachments: children }, { ...end, body: { attachments: [] } })
  t.match([other.parent, other.answer, other.drift()], [parent, { status: {}, children: [] }, [{ field: 'deleted' }]])
  const failed = callOf(greeting, { parent, children }, { ...end, error: 'TypeError' })
  t.strictSame([failed.answer, failed.error, failed.drift()], [undefined, 'TypeError', []])
})
