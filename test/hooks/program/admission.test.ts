import t from 'tap'
import { admission } from '../../../hooks/program/admission.ts'
import { HookProgramSpec } from '../../../hooks/program/hookprogram/resource.ts'

// What the expressions do is tried on a real API server, in test/cluster/program-admission.cluster.ts.

interface Policy { readonly kind: string; readonly metadata: { readonly name: string }; readonly spec: { readonly policyName?: string; readonly failurePolicy?: string; readonly variables?: readonly { readonly name: string; readonly expression: string }[] } }
const policies: readonly Policy[] = JSON.parse(JSON.stringify(admission))

t.test('every field of a program is guarded by one verb or the other', async (t) => {
  const variables = policies[0]?.spec.variables ?? []
  const expressionOf = (name: string): string => variables.find((variable) => variable.name === name)?.expression ?? ''
  for (const field of Object.keys(HookProgramSpec.properties)) {
    const change = `object.spec.?${field} != oldObject.spec.?${field}`
    t.strictSame([expressionOf('publishes').includes(change), expressionOf('administers').includes(change)], [field === 'activeRevision' || field === 'canary', field !== 'activeRevision' && field !== 'canary'], field)
  }
})

t.test('every policy has its binding and fails closed', async (t) => {
  const names = policies.filter(({ kind }) => kind === 'ValidatingAdmissionPolicy').map(({ metadata: { name } }) => name)
  t.equal(names.length, 4)
  t.strictSame(policies.filter(({ kind }) => kind === 'ValidatingAdmissionPolicyBinding').map(({ spec: { policyName } }) => policyName), names)
  t.ok(policies.filter(({ kind }) => kind === 'ValidatingAdmissionPolicy').every(({ spec: { failurePolicy } }) => failurePolicy === 'Fail'))
})
