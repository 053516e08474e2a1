import t from 'tap'
import { kasprRebalance } from '../../../../hooks/kaspr/kasprrebalance/controller.ts'
import { invoke } from '../../../../src/guard/invoke.ts'
import { app, withStatus } from '../fixtures/manifests.ts'
import { start } from '../fixtures/world.ts'

const answer = (status: object): object => {
  const object = withStatus(app({}, { annotations: { 'kaspr.io/rebalance': 'x', other: 'y' } }), status)
  return invoke(kasprRebalance, 'sync', { request: { controller: {}, object, attachments: {}, related: {}, finalizing: false }, context: { now: start, settings: {} } }).body
}

t.test('the annotation is taken away once its request has ended, and nothing else is touched', async (t) => {
  t.strictSame(answer({ rebalance: { manual: 'Finished' } }), { attachments: [], annotations: { 'kaspr.io/rebalance': null } })
})

t.test('before that nothing is changed', async (t) => {
  for (const status of [{}, { rebalance: {} }, { rebalance: { manual: 'Requested' } }]) t.strictSame(answer(status), { attachments: [] })
})

t.test('it acts on apps that carry the annotation, whatever its value', async (t) => {
  t.strictSame(kasprRebalance.selector, { annotationSelector: { matchExpressions: [{ key: 'kaspr.io/rebalance', operator: 'Exists' }] } })
})
