import t from 'tap'
import { answers, relatedGroups } from '../../src/engine/related.ts'
import { selectorProblem } from '../../src/engine/label-selector.ts'
import { changedPaths } from '../../src/kit/changed-paths.ts'
import { retryAfterSeconds } from '../../src/engine/retry-after.ts'
import { goOrdered } from '../../src/engine/go-ordered.ts'
import { ConfigMap, builtIn, stored } from './fixtures/things.ts'

const map = (name: string, namespace: string, labels = {}) => stored(ConfigMap, { metadata: { name, namespace, labels } })
const namespace = (name: string, labels = {}) => stored(builtIn('Namespace'), { metadata: { name, labels } })
const configMaps = { apiVersion: 'v1', resource: 'configmaps' }

t.test('rules of a v2 hook select by name, namespace, labels and labels of the namespace', async (t) => {
  const labelsOf = (name: string) => name === 'n1' ? { env: 'dev' } : undefined
  const [near, far] = [map('a', 'n1', { x: 'y' }), map('a', 'n2')]
  const found = (rule: object) => [near, far].map((object) => answers({ ...configMaps, ...rule }, object, labelsOf))
  t.strictSame(found({}), [true, true])
  t.strictSame(found({ names: [] }), [true, true])
  t.strictSame(found({ names: ['b'] }), [false, false])
  t.strictSame(found({ namespace: 'n2' }), [false, true])
  t.strictSame(found({ namespace: '' }), [true, true])
  t.strictSame(found({ labelSelector: { matchLabels: { x: 'y' } } }), [true, false])
  t.strictSame(found({ namespaceSelector: { matchLabels: { env: 'dev' } } }), [true, false])
  t.strictSame(found({ namespaceSelector: {} }), [true, false], 'a namespace that is not there has no labels to match')
})

t.test('a rendering finds the namespaces among the objects around', async (t) => {
  const objects = [namespace('n1', { env: 'dev' }), namespace('n2'), map('a', 'n1'), map('a', 'n2')]
  t.strictSame(Object.keys(relatedGroups([{ ...configMaps, namespaceSelector: { matchLabels: { env: 'dev' } } }], [ConfigMap], objects)['ConfigMap.v1'] ?? {}), ['n1/a'])
  t.strictSame(relatedGroups([], [ConfigMap], objects), {})
})

t.test('selectors that Kubernetes would refuse are told', async (t) => {
  for (const bad of [{ matchLabels: { 'a b': 'c' } }, { matchLabels: { a: 'b c' } }, { matchExpressions: [{ key: 'a', operator: 'In' }] }, { matchExpressions: [{ key: 'a', operator: 'Exists', values: ['b'] }] }, { matchExpressions: [{ key: 'a', operator: 'Like' }] }]) t.ok(selectorProblem(bad))
  for (const good of [{}, { matchLabels: { a: '' } }, { matchExpressions: [{ key: 'example.com/a', operator: 'NotIn', values: ['b'] }, { key: 'a', operator: 'DoesNotExist' }] }]) t.equal(selectorProblem(good), undefined)
})

t.test('differences are told as paths, the first few of them', async (t) => {
  t.strictSame(changedPaths({ a: { b: [1, { c: 2 }], d: 1 } }, { a: { b: [1, { c: 3 }] }, e: null }), ['a.b[1].c', 'a.d', 'e'])
  t.strictSame(changedPaths([1], [1, 2]), [''])
  t.strictSame(changedPaths({ a: 1, b: 1, c: 1 }, {}, 2), ['a', 'b'])
  t.strictSame(changedPaths({ a: {} }, { a: {} }), [])
})

t.test('Retry-After is whole seconds or a date, and blanks around it do not count', async (t) => {
  const now = Date.UTC(2026, 10, 21)
  t.strictSame([' 2 ', '+7', '-3', '1.5', 'soon', '', undefined].map((header) => retryAfterSeconds(header, now)), [2, 7, -3, 0, 0, 0, 0])
  t.equal(retryAfterSeconds('Sat, 21 Nov 2026 00:00:03 GMT', now + 800), 3)
  t.equal(retryAfterSeconds('2026-11-21T00:00:03Z', now), 0)
})

t.test('what is in order already stays the very same', async (t) => {
  const ordered = { a: [{ b: 1, c: { d: 2 } }], e: 'f' }
  t.equal(goOrdered(ordered), ordered)
  const shuffled = { e: 'f', a: [{ c: { d: 2 }, b: 1 }] }
  t.equal(JSON.stringify(goOrdered(shuffled)), JSON.stringify(ordered))
  t.equal(JSON.stringify(goOrdered(JSON.parse('{"b":1,"__proto__":{"z":1,"a":2}}'))), '{"__proto__":{"a":2,"z":1},"b":1}')
})
