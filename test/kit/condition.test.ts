import t from 'tap'
import { claim, conditions, overlay } from '../../src/kit/condition.ts'

const early = { now: '2026-01-01T00:00:00Z', generation: 1 }
const late = { now: '2026-02-02T00:00:00Z', generation: 2 }
const ready = (status: 'True' | 'False') => claim('Ready', status, { reason: 'R', message: 'm' })

t.test('the transition time moves only when the status does', async (t) => {
  const first = conditions(undefined, [ready('False')], early)
  t.equal(conditions(first, [ready('False')], late)[0]?.lastTransitionTime, early.now)
  t.equal(conditions(first, [ready('True')], late)[0]?.lastTransitionTime, late.now)
})

t.test('reason, message and generation are always the newest', async (t) => {
  const first = conditions(undefined, [ready('False')], early)
  const second = conditions(first, [claim('Ready', 'False', { reason: 'Other', message: 'n' })], late)
  t.match(second, [{ reason: 'Other', message: 'n', observedGeneration: 2 }])
})

t.test('types keep the order of their first appearance, new ones follow, unclaimed ones go', async (t) => {
  const first = conditions(undefined, [claim('B', 'True', { reason: 'r', message: '' }), claim('A', 'True', { reason: 'r', message: '' })], early)
  const second = conditions(first, [claim('C', 'True', { reason: 'r', message: '' }), claim('A', 'True', { reason: 'r', message: '' }), claim('B', 'True', { reason: 'r', message: '' })], late)
  t.strictSame(second.map(({ type }) => type), ['B', 'A', 'C'])
  t.strictSame(conditions(second, [claim('A', 'True', { reason: 'r', message: '' })], late).map(({ type }) => type), ['A'])
})

t.test('a status that somebody else garbled counts as none', async (t) => {
  for (const garbage of ['x', 1, null, [1, null, { type: 'Ready' }], {}]) {
    t.strictSame(conditions(garbage, [ready('True')], early).map(({ lastTransitionTime }) => lastTransitionTime), [early.now])
  }
})

t.test('an overlay leaves the other conditions as they are', async (t) => {
  const before = conditions(undefined, [ready('True'), claim('Other', 'True', { reason: 'r', message: 'm' })], early)
  const made = conditions(before, [ready('False')], late)
  t.match(overlay(before, made), [{ type: 'Ready', status: 'False', observedGeneration: 2 }, { type: 'Other', observedGeneration: 1 }])
})
