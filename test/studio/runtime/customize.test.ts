import t from 'tap'
import { relatedOf } from '../../../studio/runtime/customize.ts'
import { myResource } from './fixtures/program.ts'
import { openPrograms } from './fixtures/service.ts'

const own = { apiVersion: 'studio.kaspr.io/v1alpha1', resource: 'hookbundles', names: ['hello'] }
const secrets = { apiVersion: 'v1', resource: 'secrets' }

const related = (rules: unknown, parent: object = myResource()): readonly unknown[] => {
  const annotations = { 'studio.kaspr.io/related': typeof rules === 'string' ? rules : JSON.stringify(rules) }
  const read: typeof relatedOf = relatedOf
  return read('hello', JSON.parse(JSON.stringify({ controller: { metadata: { annotations } }, parent }))).relatedResources.slice(1)
}

const parent = { ...myResource('hi', { labels: { 'app.kubernetes.io/name': 'shop', stage: 'test' } }), spec: { ref: { name: 'keys' }, port: 80, on: true, empty: '', list: [], bad: 'A B' } }

t.test('the bundle comes first, by a name that no revision changes', async (t) => {
  const { post } = openPrograms(t)
  const { status, body } = await post('/hooks/programs/hello/customize?rules=abc', { controller: {}, parent: myResource() })
  t.equal(status, 200)
  t.same(body.relatedResources, [own])
})

t.test('fields of the parent fill the texts of a rule', async (t) => {
  const rules = [
    { ...secrets, names: ['${spec.ref.name}', '${metadata.name}-${spec.port}'] },
    { ...secrets, namespace: '${metadata.namespace}', labelSelector: { matchLabels: { app: '${metadata.labels.app.kubernetes.io/name}', on: '${spec.on}' } } },
    { ...secrets, labelSelector: { matchExpressions: [{ key: 'stage', operator: 'In', values: ['${metadata.labels.stage}', 'x'] }, { key: 'y', operator: 'Exists' }] } },
    { ...secrets, names: ['fixed'] },
  ]
  t.same(related(rules, parent), [
    { ...secrets, names: ['keys', 'a-80'] },
    { ...secrets, namespace: 'n1', labelSelector: { matchLabels: { app: 'shop', on: 'true' } } },
    { ...secrets, labelSelector: { matchExpressions: [{ key: 'stage', operator: 'In', values: ['test', 'x'] }, { key: 'y', operator: 'Exists' }] } },
    { ...secrets, names: ['fixed'] },
  ])
})

const holes = ['${spec.missing}', '${spec.ref}', '${spec.empty}', '${spec.list}', '${spec.toString}', '${spec.__proto__.x}', '${status.x}', '${metadata.annotations.x}', '${metadata.labels.none}', '${metadata}', '${}', '${spec.bad}']

t.test('a rule with a hole is left out: it never becomes a wildcard', async (t) => {
  for (const hole of holes) {
    t.same(related([{ ...secrets, names: ['a', hole] }], parent), [], `names ${hole}`)
    t.same(related([{ ...secrets, namespace: hole }], parent), [], `namespace ${hole}`)
    t.same(related([{ ...secrets, labelSelector: { matchLabels: { app: hole } } }], parent), [], `labels ${hole}`)
    t.same(related([{ ...secrets, labelSelector: { matchExpressions: [{ key: 'a', operator: 'In', values: [hole] }] } }, { ...secrets, names: ['kept'] }], parent), [{ ...secrets, names: ['kept'] }], `expressions ${hole}`)
  }
  t.same(related([{ ...secrets, names: [] }], parent), [])
})

t.test('what a field holds is a value and never another template', async (t) => {
  t.same(related([{ ...secrets, names: ['${spec.a}${spec.b}'] }], { ...myResource(), spec: { a: '$', b: '{spec.c}', c: 'x' } }), [])
})

t.test('rules that cannot be read are a coded 500', async (t) => {
  const { post } = openPrograms(t)
  for (const rules of ['{', '{}', '[{}]', '[{"apiVersion":"v1","resource":"secrets","more":1}]']) {
    const controller = { metadata: { annotations: { 'studio.kaspr.io/related': rules } } }
    t.match(await post('/hooks/programs/hello/customize', { controller, parent: myResource() }), { status: 500, body: { code: 'KH_PROGRAM_RELATED_INVALID' } }, rules)
  }
})
