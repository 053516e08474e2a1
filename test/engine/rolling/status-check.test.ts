import t from 'tap'
import type { RegisteredChild, StatusCheck } from '../../../src/engine/registered-child.ts'
import { unhappiness } from '../../../src/engine/rolling/status-check.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { Pod } from '../fixtures/rolling.ts'
import { stored } from '../fixtures/things.ts'

const pod = (status: JsonObject) => stored(Pod, { metadata: { name: 'a', generation: 3 }, status })
const rule = (statusChecks: readonly StatusCheck[], method: RegisteredChild['method'] = 'RollingRecreate'): RegisteredChild => ({ kind: Pod, method, statusChecks })
const conditions = [{ type: 'Ready', status: 'True', reason: 'Fine' }]

t.test('a condition has to be there, with status and reason where they are asked for', async (t) => {
  const of = (check: Omit<StatusCheck, 'type'>, status: JsonObject = { conditions }) => unhappiness(rule([{ type: 'Ready', ...check }]), pod(status))
  t.strictSame([of({}), of({ status: 'True' }), of({ status: 'True', reason: 'Fine' })], [undefined, undefined, undefined])
  t.match(of({}, { conditions: [{ type: 'Other' }, 'text'] }), /failed status check: required condition type missing: "Ready"$/)
  t.match(of({}, {}), /missing: "Ready"$/)
  t.match(of({ status: 'False' }), /"Ready" condition status is "True" \(want "False"\)$/)
  t.match(of({ reason: 'Bad' }), /"Ready" condition reason is "Fine" \(want "Bad"\)$/)
  t.equal(unhappiness({ kind: Pod, method: 'RollingRecreate' }, pod({})), undefined)
})

t.test('RollingInPlace waits until the last spec was seen, where the child says so', async (t) => {
  const of = (observedGeneration: number, method: RegisteredChild['method']) => unhappiness(rule([], method), pod({ observedGeneration }))
  t.match(of(2, 'RollingInPlace'), /hasn't observed latest spec$/)
  t.strictSame([of(3, 'RollingInPlace'), of(0, 'RollingInPlace'), of(2, 'RollingRecreate')], [undefined, undefined, undefined])
})
