import t from 'tap'
import { decide } from '../../src/engine/apply.ts'
import { goJson } from '../../src/engine/go-json.ts'
import { lastAppliedAnnotation } from '../../src/kit/last-applied.ts'
import type { Child } from '../../src/kit/kind.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { KubernetesObject } from '../../src/protocol/request.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { applyVectors } from './fixtures/apply-vectors.ts'
import type { ApplyVector } from './fixtures/apply-vectors.ts'

const parent: KubernetesObject = { apiVersion: 'demo.example.com/v1', kind: 'Thing', metadata: { name: 'p', namespace: 'n1', uid: 'U1', generation: 1 } }
const owner = { apiVersion: 'demo.example.com/v1', kind: 'Thing', name: 'p', uid: 'U1', controller: true, blockOwnerDeletion: true }

const metadataOf = (of: JsonObject): JsonObject => isObject(of['metadata']) ? of['metadata'] : {}
const mapOf = (value: unknown): JsonObject => isObject(value) ? value : {}

/** With further metadata; the vectors leave out what every object has. */
const withMetadata = (object: JsonObject, more: JsonObject): JsonObject =>
  ({ apiVersion: 'v1', kind: 'ConfigMap', ...object, metadata: { ...metadataOf(object), ...more } })
const labelled = (object: JsonObject): JsonObject =>
  withMetadata(object, { labels: { ...mapOf(metadataOf(object)['labels']), 'controller-uid': 'U1' } })

const observedOf = ({ obs, last }: Pick<ApplyVector, 'obs' | 'last'>): KubernetesObject => {
  const annotations = { ...mapOf(metadataOf(obs)['annotations']), ...(last === null ? {} : { [lastAppliedAnnotation]: goJson(labelled(last)) }) }
  const known = { uid: 'X', resourceVersion: '8', creationTimestamp: '2026-01-01T00:00:00Z', ...metadataOf(labelled(obs)) }
  return trusted<KubernetesObject>(withMetadata(obs, { ...known, ownerReferences: [owner], ...(last === null ? {} : { annotations }) }))
}
const child = (des: JsonObject): Child => trusted<Child>(withMetadata(des, {}))

for (const vector of applyVectors) {
  t.test(`${vector.id}: ${vector.says}`, async (t) => {
    const [observed, desired] = [observedOf(vector), child(vector.des)]
    t.strictSame(decide({ observed, desired, method: 'OnDelete' }, parent), { action: 'nothing' })
    const [inPlace, recreate] = [decide({ observed, desired, method: 'InPlace' }, parent), decide({ observed, desired, method: 'Recreate' }, parent)]
    if (vector.put === undefined) {
      t.strictSame([inPlace, recreate], [{ action: 'nothing' }, { action: 'nothing' }])
      return
    }
    t.strictSame(recreate, { action: 'recreate', uid: 'X' })
    t.match(inPlace, { action: 'update', object: { ...vector.put, metadata: { uid: 'X', resourceVersion: '8', ownerReferences: [owner] } } })
    const { apiVersion, kind, metadata, ...body } = trusted<{ object: Record<string, unknown> }>(inPlace).object
    t.strictSame(body, vector.put, 'nothing else is sent')
    t.ok(mapOf(mapOf(metadata)['annotations'])[lastAppliedAnnotation], `${String(apiVersion)} ${String(kind)} carries its annotation`)
  })
}

const configMap = (body: JsonObject): JsonObject => ({ apiVersion: 'v1', kind: 'ConfigMap', ...body })

t.test('B01: a child that is not there is created with annotation, label and owner, by every method', async (t) => {
  const desired = child(configMap({ metadata: { name: 'c', namespace: 'n1', labels: { 'controller-uid': 'U1' } }, data: { a: '1' } }))
  const annotation = '{"apiVersion":"v1","data":{"a":"1"},"kind":"ConfigMap","metadata":{"labels":{"controller-uid":"U1"},"name":"c","namespace":"n1"}}'
  const object = configMap({
    metadata: { name: 'c', namespace: 'n1', labels: { 'controller-uid': 'U1' }, annotations: { [lastAppliedAnnotation]: annotation }, ownerReferences: [owner] },
    data: { a: '1' },
  })
  for (const method of ['OnDelete', 'Recreate', 'InPlace'] as const) t.strictSame(decide({ desired, method }, parent), { action: 'create', object })
})

t.test('B22: a child that is being deleted is left alone', async (t) => {
  const observed = observedOf({ obs: { metadata: { name: 'c', namespace: 'n1', deletionTimestamp: '2026-01-02T00:00:00Z' }, data: { a: '1' } }, last: null })
  for (const method of ['OnDelete', 'Recreate', 'InPlace'] as const) {
    t.strictSame(decide({ observed, desired: child({ metadata: { name: 'c' }, data: { a: '2' } }), method }, parent), { action: 'nothing' })
  }
})

t.test('B33: the parent\'s namespace and the label are filled in before the annotation is computed', async (t) => {
  t.match(decide({ desired: child({ metadata: { name: 'c' } }), method: 'InPlace' }, parent), { object: { metadata: {
    namespace: 'n1', labels: { 'controller-uid': 'U1' },
    annotations: { [lastAppliedAnnotation]: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"labels":{"controller-uid":"U1"},"name":"c","namespace":"n1"}}' },
  } } })
})

t.test('B35: one annotation that is no text loses all of them, null counts as empty text', async (t) => {
  const wanted = (annotations: JsonObject) => decide({ desired: child({ metadata: { name: 'c', annotations } }), method: 'InPlace' }, parent)
  const sent = (annotations: JsonObject): JsonObject => mapOf(metadataOf(mapOf(trusted<JsonObject>(wanted(annotations))['object']))['annotations'])
  t.strictSame(Object.keys(sent({ a: 1, b: 'x' })), [lastAppliedAnnotation])
  t.match(String(sent({ a: 1, b: 'x' })[lastAppliedAnnotation]), '"annotations":{"a":1,"b":"x"}')
  t.match(sent({ a: null, b: 'x' }), { a: '', b: 'x' })
})

t.test('an annotation that is no JSON fails this child, an empty one counts as never applied', async (t) => {
  const observed = (text: string) => trusted<KubernetesObject>(withMetadata({ data: { a: '1' } }, { name: 'c', annotations: { [lastAppliedAnnotation]: text } }))
  const desired = child({ metadata: { name: 'c' }, data: { a: '1' } })
  for (const text of ['{', '[]', '"text"']) t.match(decide({ observed: observed(text), desired, method: 'InPlace' }, parent), { action: 'fail' })
  for (const text of ['', 'null', '{}']) t.match(decide({ observed: observed(text), desired, method: 'InPlace' }, parent), { action: 'update' })
})

t.test('an owner reference to the parent that the hook wrote stays as it is', async (t) => {
  const ownerReferences = [{ apiVersion: 'v1', kind: 'Other', name: 'o', uid: 'U2' }, { apiVersion: 'demo.example.com/v1', kind: 'Thing', name: 'p', uid: 'U1' }]
  const made = (given: JsonObject[]) => decide({ desired: child({ metadata: { name: 'c', ownerReferences: given } }), method: 'InPlace' }, parent)
  t.strictSame(mapOf(metadataOf(mapOf(trusted<JsonObject>(made(ownerReferences))['object'])))['ownerReferences'], ownerReferences)
  t.match(made(ownerReferences.slice(0, 1)), { object: { metadata: { ownerReferences: [ownerReferences[0], owner] } } })
})

t.test('the annotation is what Go would write: keys by bytes, five characters escaped', async (t) => {
  t.equal(goJson({ b: '<&>', a: '\u2028\u2029', 10: 1, 9: 2 }), '{"10":1,"9":2,"a":"\\u2028\\u2029","b":"\\u003c\\u0026\\u003e"}')
  t.equal(goJson({ '\u{1f600}': 1, '\uffee': 2, é: 3 }), '{"é":3,"\uffee":2,"\u{1f600}":1}')
})
