import t from 'tap'
import { syncRequest } from '../../src/engine/render.ts'
import { recordingDiff } from '../../src/recording/recording-diff.ts'
import { composite } from '../../src/kit/composite.ts'
import { inPlace, recreate } from '../../src/kit/controller.ts'
import { optional, struct, text } from '../../src/kit/fields.ts'
import { child } from '../../src/kit/kind.ts'
import { ConfigMap } from '../../src/kit/kinds.ts'
import { resource } from '../../src/kit/resource.ts'
import type { Recording } from '../../src/recording/recording.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'

const Toy = resource({
  group: 'toys.example.com', version: 'v1', kind: 'Toy', plural: 'toys', singular: 'toy', shortNames: [], scope: 'Namespaced',
  description: 'A toy.', columns: [], spec: struct({}, 'spec'), status: struct({ phase: optional(text('Phase.')) }, 'status'),
})
const toy = (method: typeof inPlace = inPlace) => composite({
  name: 'toy', parent: Toy, children: [method(ConfigMap)],
  sync: () => ({ children: [child(ConfigMap, { metadata: { name: 'm', namespace: 'n' }, data: { word: 'new' } })], status: { phase: 'Done' } }),
})
const context = { now: '2026-01-01T00:00:00Z', settings: {} }
const parent = { apiVersion: 'toys.example.com/v1', kind: 'Toy', metadata: { name: 't', namespace: 'n', uid: 'P' }, spec: {} }
const answer = (word: string): JsonObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'm' }, data: { word } })
const observed = { ...answer('old'), metadata: {
  name: 'm', namespace: 'n', annotations: { 'metacontroller.k8s.io/last-applied-configuration': '{"data":{"word":"old"}}' },
}, data: { word: 'old', theirs: 'kept' } }
const recording = (children: readonly JsonObject[], around: object = {}): Recording => ({
  controller: 'toy', hook: 'sync', ...context,
  request: trusted<JsonObject>(syncRequest(toy(), parent, { around: { objects: [], ...around }, context })),
  response: { children, status: { phase: 'Done' } },
})

t.test('an answer that differs from the recorded one is told per object', async (t) => {
  t.strictSame(recordingDiff(recording([answer('old')]), toy()), [{ object: 'ConfigMap n/m', effect: 'inPlace', changes: [{ path: 'data.word', from: 'old', to: 'new' }], reason: 'in place' }])
  t.strictSame(recordingDiff(recording([answer('new')]), toy()), [])
})

t.test('both answers are merged with what was observed: fields of others are no difference', async (t) => {
  const around = { children: { 'ConfigMap.v1': { 'n/m': observed } } }
  t.match(recordingDiff(recording([answer('old')], around), toy()), [{ changes: [{ path: 'data.word' }] }])
  t.strictSame(recordingDiff(recording([{ ...answer('new'), data: { word: 'new', theirs: 'kept' } }], around), toy()), [])
})

t.test('the update method of the controller counts', async (t) => {
  t.match(recordingDiff(recording([answer('old')]), toy(recreate)), [{ effect: 'replaces' }])
})

t.test('children that only one of the answers has are created or deleted', async (t) => {
  t.match(recordingDiff(recording([]), toy()), [{ object: 'ConfigMap n/m', effect: 'creates' }])
  const other = { ...answer('x'), metadata: { name: 'other' } }
  t.match(recordingDiff(recording([answer('new'), other]), toy()), [{ object: 'ConfigMap n/other', effect: 'deletes' }])
})

t.test('another status is a change of the parent', async (t) => {
  const old = recording([answer('new')])
  t.match(recordingDiff({ ...old, response: { ...old.response, status: { phase: 'Busy' } } }, toy()), [{ object: 'Toy n/t', effect: 'inPlace', changes: [{ path: 'status.phase', from: 'Busy', to: 'Done' }] }])
})

t.test('a recording without an answer is compared with nothing', async (t) => {
  const { response: _, ...unanswered } = recording([])
  t.strictSame(recordingDiff(unanswered, toy()), [])
})
