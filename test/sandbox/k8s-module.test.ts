import t from 'tap'
import { sha256Hex } from '../../src/kit/hash.ts'
import { createSandboxes } from '../../src/sandbox/sandboxes.ts'
import { answer, callOf } from './fixture.ts'

const sandboxes = createSandboxes({ workers: 1 })
t.teardown(() => sandboxes.stop())

const value = async (expression: string): Promise<unknown> =>
  answer(await sandboxes.run(callOf(`import * as k8s from '@studio/k8s'\nexport const sync = () => ({ value: ${expression} })`)))

t.test('labels are the recommended ones and more', async (t) => {
  t.same(await value('k8s.labels("web", { tier: "front" })'), {
    value: { 'app.kubernetes.io/name': 'web', 'app.kubernetes.io/instance': 'web', 'app.kubernetes.io/managed-by': 'studio', tier: 'front' },
  })
})

t.test('a name is its parts, and a long one is cut and gets a hash', async (t) => {
  t.same(await value('k8s.name("web", "config")'), { value: 'web-config' })
  const whole = `web-${'x'.repeat(80)}`
  t.same(await value(`k8s.name("web", "x".repeat(80))`), { value: `${whole.slice(0, 54)}-${sha256Hex(whole).slice(0, 8)}` })
  t.same(await value('[k8s.name("a".repeat(53) + "-" + "b".repeat(20)).length <= 63, k8s.name("a".repeat(63)).length]'), { value: [true, 63] })
})

t.test('quantities are compared exactly', async (t) => {
  const cases: Record<string, number> = {
    '"1Gi", "1024Mi"': 0, '"500m", 1': -1, '"1", "1000m"': 0, '"1k", "1Ki"': -1, '"0.1", "100m"': 0, '"1e3", "1k"': 0, '"-1", "0"': -1, '"2E", "1Ei"': 1, '"1.5Gi", "1536Mi"': 0, '"100n", "0.1u"': 0,
    '"9007199254740993", "9007199254740992"': 1,
  }
  for (const [given, expected] of Object.entries(cases)) t.same(await value(`k8s.compareQuantities(${given})`), { value: expected }, given)
  for (const given of ['"", 1', '"1x", 1', '"Gi", 1', 'null, 1', '"1".repeat(200), 1']) t.match(await value(`k8s.compareQuantities(${given})`), { kill: 'exception', message: /Not a quantity/ }, given)
})

t.test('a hash does not depend on the order of keys, but on that of items', async (t) => {
  t.same(await value('k8s.stableHash({ b: [1, { d: 1, c: 2 }], a: 1 }) === k8s.stableHash({ a: 1, b: [1, { c: 2, d: 1 }] })'), { value: true })
  t.same(await value('[[1, 2], [2, 1]].map(k8s.stableHash).map((hash) => hash.length)'), { value: [16, 16] })
  t.same(await value('k8s.stableHash([1, 2]) === k8s.stableHash([2, 1])'), { value: false })
  t.same(await value('k8s.stableHash({ a: 1 }) === k8s.stableHash({ b: 1 })'), { value: false })
})

t.test('the time of a condition changes with its status only', async (t) => {
  const previous = '[{ type: "Ready", status: "True", lastTransitionTime: "then" }, { type: "Old", status: "True", lastTransitionTime: "then" }]'
  const next = '[{ type: "Ready", status: "True", reason: "B" }, { type: "Old", status: "False" }, { type: "New", status: "True" }]'
  t.same(await value(`k8s.conditions(${previous}, ${next}, "now")`), {
    value: [{ type: 'Ready', status: 'True', reason: 'B', lastTransitionTime: 'then' }, { type: 'Old', status: 'False', lastTransitionTime: 'now' }, { type: 'New', status: 'True', lastTransitionTime: 'now' }],
  })
  t.same(await value('k8s.conditions(undefined, [{ type: "A", status: "True" }], "now")[0].lastTransitionTime'), { value: 'now' })
})
