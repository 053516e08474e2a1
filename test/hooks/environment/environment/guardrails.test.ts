import t from 'tap'
import { guardrails } from '../../../../hooks/environment/environment/guardrails.ts'
import { lastAppliedAnnotation } from '../../../../src/kit/last-applied.ts'
import { NetworkPolicy, ResourceQuota } from '../../../../src/kit/kinds.ts'
import { environmentFrom, rendered } from '../fixtures/rendered.ts'
import type { Manifest } from '../fixtures/rendered.ts'

/** A child as it is observed once it was applied; a quota is counted at once. */
const applied = (one: Manifest): Manifest => ({
  ...one,
  metadata: { ...one.metadata, annotations: { [lastAppliedAnnotation]: JSON.stringify(one) } },
  ...(one.kind === ResourceQuota.kind ? { status: one['spec'] ?? {} } : {}),
})

const standing = rendered().map(applied)
const readiness = (observed: readonly Manifest[], quota = {}) => {
  const environment = environmentFrom({ observed, spec: { quota } })
  return guardrails.readiness(environment, guardrails.children(environment))
}
const changed = (kind: string, change: (one: Manifest) => readonly Manifest[]): readonly Manifest[] =>
  standing.flatMap((one) => one.kind === kind ? change(one) : [one])

t.test('they are ready when all policies stand and the quota is counted', async (t) => {
  t.match(readiness(standing), { state: 'Ready' })
  t.match(readiness(changed(ResourceQuota.kind, () => [])), { state: 'Waiting', reason: 'QuotaNotCounted' })
  t.match(readiness(changed(ResourceQuota.kind, (one) => [{ ...one, status: {} }])), { state: 'Waiting', reason: 'QuotaNotCounted' })
})

t.test('they are not ready while one policy is missing or widened', async (t) => {
  for (const name of standing.filter(({ kind }) => kind === NetworkPolicy.kind).map(({ metadata }) => metadata.name)) {
    const without = changed(NetworkPolicy.kind, (one) => one.metadata.name === name ? [] : [one])
    t.match(readiness(without), { state: 'Waiting', reason: 'Creating', message: `network policy ${name} is made` })
    const widened = changed(NetworkPolicy.kind, (one) => [one.metadata.name === name ? { ...one, spec: { ...Object(one['spec']), podSelector: { matchLabels: { app: 'nobody' } } } } : one])
    t.match(readiness(widened), { state: 'Waiting', reason: 'PolicyWidened', message: `network policy ${name} was widened by hand and is made anew` })
  }
})

t.test('an edited quota is in force when it is counted, however its amounts are written', async (t) => {
  t.match(readiness(standing, { pods: 5 }), { state: 'Waiting', reason: 'QuotaNotCounted' })
  t.match(readiness(standing, { 'count/services': '5' }), { state: 'Waiting', reason: 'QuotaNotCounted' }, 'one that was not limited before')
  t.match(readiness(standing, { 'limits.memory': '8192Mi' }), { state: 'Ready' }, 'the same amount')
  const counted = changed(ResourceQuota.kind, (one) => [{ ...one, status: { hard: { ...Object(Object(one['spec'])['hard']), pods: '5' } } }])
  t.match(readiness(counted, { pods: 5 }), { state: 'Ready' })
})
