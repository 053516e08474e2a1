import t from 'tap'
import { controllers } from '../../../../hooks/index.ts'
import { syncRequest } from '../../../../src/engine/render.ts'
import { invoke } from '../../../../src/guard/invoke.ts'
import { trusted } from '../../../../src/protocol/trusted.ts'
import { agent, app, changed, path, withStatus } from '../fixtures/manifests.ts'
import type { Manifest } from '../fixtures/manifests.ts'
import { conditionOf, said, start, sync } from '../fixtures/world.ts'
import type { Answer, Status } from '../fixtures/world.ts'

const named = (name: string): Manifest => ({ ...app(), metadata: { ...app().metadata, name } })
const labelled = (name: string): Manifest => agent('a', {}, { labels: { 'kaspr.io/app': name } })

/** A sync with the related objects that an older parent asked for: Metacontroller keeps them for a generation. */
const stale = (parent: Manifest, asked: Manifest, around: readonly Manifest[]): Status => {
  const controller = controllers.find(({ name }) => name === 'kaspragent')
  if (controller?.type !== 'composite') throw new TypeError('no controller serves agents')
  const context = { now: start, settings: {} }
  const request = { ...syncRequest(controller, asked, { around: { objects: around }, context }), parent }
  return trusted<Answer>(invoke(controller, 'sync', { request, context }).body).status
}

t.test('the app is asked for by the name in the label', async (t) => {
  const controller = controllers.find(({ name }) => name === 'kaspragent')
  const answer = controller?.customize?.({ controller: {}, parent: labelled('orders') }, { now: start, settings: {} })
  t.same(answer?.relatedResources.filter(({ resource }) => resource === 'kasprapps'), [{ apiVersion: 'kaspr.io/v1alpha1', resource: 'kasprapps', namespace: 'shop', names: ['orders'] }])
  t.same(controller?.customize?.({ controller: {}, parent: changed(labelled(''), path('metadata.labels'), undefined) }, { now: start, settings: {} }).relatedResources.filter(({ resource }) => resource === 'kasprapps'), [])
})

t.test('the app is found or not', async (t) => {
  t.same(sync(labelled('orders'), { around: [named('orders')] }).status.app, { name: 'orders', status: 'AppFound' })
  t.same(sync(labelled('orders'), { around: [named('other')] }).status.app, { name: 'orders', status: 'AppNotFound' })
})

t.test('after a label moved nobody knows about the new app until it is asked for', async (t) => {
  const before = sync(labelled('first'), { around: [named('first')] }).status
  const moved = withStatus(labelled('second'), before)
  const first = stale(moved, labelled('first'), [named('first'), named('second')])
  t.same(first.app, { name: 'second', status: 'Unknown' })
  t.equal(said(first, 'Ready'), 'Unknown/AppUnknown')
  t.match(conditionOf(first, 'Ready')?.message, 'second')
  const again = stale(withStatus(moved, first), labelled('first'), [named('first'), named('second')])
  t.same(again, first, 'and it says so until then, without a write')
  t.same(sync(withStatus(moved, again), { around: [named('first'), named('second')] }).status.app, { name: 'second', status: 'AppFound' }, 'asked anew')
})

t.test('the same when the first app never was there', async (t) => {
  const before = sync(labelled('first')).status
  t.equal(before.app?.status, 'AppNotFound')
  t.equal(stale(withStatus(labelled('second'), before), labelled('first'), [named('second')]).app?.status, 'Unknown')
})

t.test('with the next generation the question is a new one', async (t) => {
  const before = sync(labelled('first'), { around: [named('first')] }).status
  const edited = withStatus(changed(labelled('second'), path('metadata.generation'), 2), before)
  t.same(sync(edited, { around: [named('first')] }).status.app, { name: 'second', status: 'AppNotFound' })
  t.same(sync(edited, { around: [named('second')] }).status.app, { name: 'second', status: 'AppFound' })
})

t.test('a label that moved back finds its app', async (t) => {
  const before = stale(withStatus(labelled('second'), sync(labelled('first'), { around: [named('first')] }).status), labelled('first'), [named('first')])
  t.equal(stale(withStatus(labelled('first'), before), labelled('first'), [named('first')]).app?.status, 'AppFound')
})

t.test('the transition time of Ready moves with its status only', async (t) => {
  const found = sync(labelled('first'), { around: [named('first')] }).status
  const lost = sync(withStatus(labelled('first'), found), { now: '2026-05-05T00:00:00Z' }).status
  t.equal(conditionOf(lost, 'Ready')?.lastTransitionTime, '2026-05-05T00:00:00Z')
  const still = sync(withStatus(labelled('first'), lost), { now: '2026-06-06T00:00:00Z' }).status
  t.equal(conditionOf(still, 'Ready')?.lastTransitionTime, '2026-05-05T00:00:00Z')
})
