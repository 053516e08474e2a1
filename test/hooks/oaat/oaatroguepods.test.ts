import t from 'tap'
import { oaatRoguePods } from '../../../hooks/oaat/oaatroguepods/controller.ts'
import { invoke } from '../../../src/guard/invoke.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { group, groupUid, strayPod } from './fixtures/manifests.ts'
import type { Manifest } from './fixtures/manifests.ts'

const context = { now: '2026-11-21T10:00:00Z', settings: {} }
const answer = (object: Manifest, groups: readonly Manifest[] = [group()]): object => invoke(oaatRoguePods, 'sync', {
  request: { controller: {}, object, attachments: {}, related: { 'OaatGroup.kawaja.net/v1': Object.fromEntries(groups.map((one) => [`shop/${one.metadata.name}`, one])) }, finalizing: false },
  context,
}).body
const asked = (object: Manifest): object => invoke(oaatRoguePods, 'customize', { request: { controller: {}, parent: object }, context }).body

const nothing = { attachments: [] }
const adoption = { attachments: [], labels: { 'controller-uid': groupUid } }
const owner = (controller: boolean): JsonObject => ({ ownerReferences: [{ apiVersion: 'v1', kind: 'X', name: 'x', uid: 'y', controller }] })
const labels = { app: 'oaat-operator', 'parent-name': 'nightly' }

t.test('a pod that nobody controls gets the label by which its group adopts it, whatever its phase', async (t) => {
  for (const phase of ['Pending', 'Running', 'Unknown', 'Succeeded', 'Failed']) t.strictSame(answer(strayPod('item3', phase)), adoption, phase)
  t.strictSame(answer(strayPod('item3', 'Running', owner(false))), adoption, 'an owner that does not control it')
  t.strictSame(answer(strayPod('item3', 'Running', { ownerReferences: null })), adoption)
  t.strictSame(answer(strayPod('item3', 'Running', { labels: { ...labels, 'controller-uid': 'of a group that was deleted' } })), adoption)
})

t.test('a pod that somebody controls is left alone', async (t) => {
  t.strictSame(answer(strayPod('item3', 'Running', owner(true))), nothing)
})

t.test('it comes to rest', async (t) => {
  t.strictSame(answer(strayPod('item3', 'Running', { labels: { ...labels, 'controller-uid': groupUid } })), nothing)
})

t.test('without the group nothing happens', async (t) => {
  t.strictSame(answer(strayPod('item3', 'Running'), []), nothing)
  t.strictSame(answer(strayPod('item3', 'Running'), [group({}, { name: 'other' })]), nothing)
})

t.test('the group is asked for by name, in the namespace of the pod', async (t) => {
  t.strictSame(asked(strayPod('item3', 'Running')), { relatedResources: [{ apiVersion: 'kawaja.net/v1', resource: 'oaatgroups', namespace: 'shop', names: ['nightly'] }] })
  t.strictSame(asked(strayPod('item3', 'Running', { labels: { app: 'oaat-operator', 'parent-name': '' } })), { relatedResources: [] })
})

t.test('it looks at pods with the labels of item pods, and at no others', async (t) => {
  t.strictSame(oaatRoguePods.selector, { labelSelector: { matchLabels: { app: 'oaat-operator' }, matchExpressions: [{ key: 'parent-name', operator: 'Exists' }] } })
})
