import t from 'tap'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { parentOf } from '../../../src/recording/applied-children.ts'
import { mutationsOf } from '../../../studio/gate/mutations.ts'
import { structuralProblem } from '../../../studio/runtime/policy/structural-problem.ts'
import { objectOf } from '../../../src/cluster/json-fields.ts'
import { callOf, candidateOf, letter, letterSchema, program } from './letters.ts'

const candidate = candidateOf(program())
const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'demo', labels: { x: 'y' } }, data: { k: 'v' } }
const { request } = callOf(letter('a', { status: { state: 'Ready' } }), {
  children: { 'StatefulSet.apps/v1': { 'demo/a': { ...config, apiVersion: 'apps/v1', kind: 'StatefulSet', status: { readyReplicas: 1 } } } },
  related: { 'ConfigMap.v1': { 'demo/a': config } },
})
const mutations = mutationsOf(request, candidate)
const named = (words: string): JsonObject => mutations.find((mutation) => mutation.words === words)?.apply(request) ?? {}
const at = (of: JsonObject, ...path: readonly string[]): JsonObject => path.reduce((value, key) => objectOf(value[key]), of)

t.test('every optional field is taken out, null and empty where its schema allows that', async (t) => {
  const words = mutations.map((mutation) => mutation.words)
  t.same(words.filter((text) => text.includes(' spec')), [
    'without spec.text', 'with spec.text empty ("")', 'without spec.marks', 'with spec.marks empty ([])', 'without spec.stamp', 'with spec.stamp null', 'with spec.stamp empty ({})', 'without spec.stamp.value',
  ])
})

t.test('what a mutation makes is still allowed', async (t) => {
  for (const { words, apply } of mutations) t.equal(structuralProblem(at(apply(request), 'parent', 'spec'), at(letterSchema, 'properties', 'spec'), 'spec'), undefined, words)
})

t.test('children and related objects may be missing, young or without labels', async (t) => {
  const words = mutations.map((mutation) => mutation.words)
  t.same(words.filter((text) => text.includes('demo/a')), [
    'without the child StatefulSet demo/a', 'without status of StatefulSet demo/a', 'without metadata.labels of StatefulSet demo/a', 'without status.readyReplicas of StatefulSet demo/a',
    'without the related object ConfigMap demo/a', 'without data of ConfigMap demo/a', 'without metadata.labels of ConfigMap demo/a',
  ])
  t.same(at(named('without the child StatefulSet demo/a'), 'children'), { ...at(request, 'children'), 'StatefulSet.apps/v1': {} })
  t.notOk('status' in parentOf(named('without status')))
})

t.test('without a schema the spec stays as it is', async (t) => {
  const free = mutationsOf(request, candidateOf(program(), { schemas: new Map() }))
  t.same(free.filter(({ words }) => words.includes('spec')), [])
  t.ok(free.some(({ words }) => words === 'without metadata.labels'))
})
