import t from 'tap'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { begin, bundleOf, conditionOf, edited, registrationOf, said, settle } from '../fixtures/life.ts'
import { codeOf, definition, nameOf, revision } from '../fixtures/manifests.ts'

const one = codeOf('one')
const active = { activeRevision: nameOf(one) }
const base = settle(begin(active, [definition(), revision(one)]))
const child = (apiVersion: string, resource = 'things'): JsonObject => ({ children: [{ apiVersion, resource }] })

const mistakes: Readonly<Record<string, [JsonObject, RegExp]>> = {
  'a core parent': [{ parent: { apiVersion: 'v1', resource: 'pods' } }, /^spec\.parent: must be a custom resource/],
  'a parent of Kubernetes': [{ parent: { apiVersion: 'apps/v1', resource: 'deployments' } }, /^spec\.parent: must be a custom resource/],
  'programs as parents': [{ parent: { apiVersion: 'studio.kaspr.io/v1alpha1', resource: 'hookprograms' } }, /^spec\.parent: may not be of group studio/],
  'another parent': [{ parent: { apiVersion: 'example.com/v1', resource: 'others' } }, /^spec\.parent: cannot be changed from myresources of example\.com\/v1/],
  'another version of the parent': [{ parent: { apiVersion: 'example.com/v2', resource: 'myresources' } }, /^spec\.parent: cannot be changed/],
  'a group without version': [{ children: [{ apiVersion: 'Example', resource: 'things' }] }, /^spec\.children\[0\]\.apiVersion: must be a group and a version/],
  ...Object.fromEntries(['studio.kaspr.io/v1alpha1', 'metacontroller.k8s.io/v1alpha1', 'rbac.authorization.k8s.io/v1', 'admissionregistration.k8s.io/v1', 'apiextensions.k8s.io/v1', 'apiregistration.k8s.io/v1']
    .map((apiVersion) => [apiVersion, [child(apiVersion), /^spec\.children\[0\]: may not be of group/] satisfies [JsonObject, RegExp]])),
  'a kind twice': [{ children: [{ apiVersion: 'apps/v1', resource: 'deployments' }, { apiVersion: 'apps/v1beta1', resource: 'deployments' }] }, /^spec\.children\[1\]: deployments stands there twice/],
  'two ways to choose': [{ related: [{ apiVersion: 'v1', resource: 'secrets', names: ['a'], labelSelector: {} }] }, /^spec\.related\[0\]: is chosen by names or by labelSelector/],
  'a canary without share': [{ canary: { revision: nameOf(one) } }, /^spec\.canary: is chosen by percent or by selector/],
  'a canary with two shares': [{ canary: { revision: nameOf(one), percent: 1, selector: {} } }, /^spec\.canary: is chosen/],
  'a limit out of bounds': [{ limits: { timeoutMs: 60_000 } }, /^spec\.limits\.timeoutMs: must be at most 5000/],
  'a spec of 100 KiB': [{ related: [{ apiVersion: 'v1', resource: 'secrets', names: ['n'.repeat(100 * 1024)] }] }, /^spec: has more than 64 KiB/],
}

for (const [what, [spec, message]] of Object.entries(mistakes)) {
  t.test(`${what} freezes the program`, async (t) => {
    const world = settle(edited(base, { ...active, ...spec }))
    t.strictSame(bundleOf(world), bundleOf(base))
    t.strictSame(registrationOf(world)?.['spec'], registrationOf(base)?.['spec'])
    t.equal(said(world, 'Ready'), 'False InvalidSpec')
    t.match(conditionOf(world, 'Ready')?.message, message)
    t.equal(said(world, 'Active'), 'True Running', 'what runs is still told')
  })
}

t.test('a name whose finalizer no parent could carry is refused', async (t) => {
  const world = begin(active, [definition(), revision(one)])
  const named = settle({ ...world, parent: { ...world.parent, metadata: { ...world.parent.metadata, name: 'x'.repeat(37) } } })
  t.match(conditionOf(named, 'Ready')?.message, /^metadata\.name: must be at most 36/)
  t.equal(named.children.size, 0)
})

t.test('a registration that somebody points at other parents is made right again', async (t) => {
  const children = new Map([...base.children].map(([key, one]) => [key, one.kind === 'CompositeController' ? { ...one, spec: { parentResource: { apiVersion: 'v1', resource: 'pods' } } } : one]))
  t.strictSame(registrationOf(settle({ ...base, children }))?.['spec'], registrationOf(base)?.['spec'])
})
