import t from 'tap'
import { typesDigestOf } from '../../../../hooks/program/types-digest.ts'
import { begin, bundleOf, registrationOf, said, settle, statusOf } from '../fixtures/life.ts'
import { codeOf, definition, kinds, nameOf, revision } from '../fixtures/manifests.ts'
import type { Manifest } from '../fixtures/manifests.ts'

const one = codeOf('one')
const active = { activeRevision: nameOf(one) }
const parent = { apiVersion: 'example.com/v1', resource: 'myresources' }
const children = [{ apiVersion: 'v1', resource: 'configmaps' }]

t.test('parents that Metacontroller could not serve are not registered', async (t) => {
  const cases: Readonly<Record<string, [string, Manifest]>> = {
    'no status subresource': ['ParentInvalid', definition({ version: { subresources: {} } })],
    'not served': ['ParentInvalid', definition({ version: { served: false } })],
    'another version': ['ParentInvalid', definition({ version: { name: 'v2' } })],
    'status prunes observedGeneration': ['ParentInvalid', definition({ status: { type: 'object', properties: {} } })],
    'another kind': ['ParentMissing', { ...definition(), metadata: { name: 'others.example.com' } }],
  }
  for (const [what, [reason, found]] of Object.entries(cases)) {
    const world = settle(begin(active, [found, revision(one)]))
    t.equal(registrationOf(world), undefined, what)
    t.equal(said(world, 'Ready'), `False ${reason}`, what)
    t.equal(said(world, 'Active'), 'True Running', what)
  }
  t.ok(registrationOf(settle(begin(active, [definition({ status: { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true } }), revision(one)]))))
})

t.test('what is registered stays so while the definition is gone, and keeps the schema', async (t) => {
  const base = settle(begin(active, [definition(), revision(one)]))
  const world = settle({ ...base, objects: [revision(one)] })
  t.strictSame(registrationOf(world)?.['spec'], registrationOf(base)?.['spec'])
  t.strictSame(bundleOf(world)?.statusSchema, bundleOf(base)?.statusSchema)
  t.equal(said(world, 'Ready'), 'False ParentMissing')
})

t.test('types follow from schemas and kinds, whatever the order of keys', async (t) => {
  const digestOf = (found: Manifest, more: object = {}): string | undefined => typesDigestOf({ parent, children, ...more }, new Map([[found.metadata.name, { spec: JSON.parse(JSON.stringify(found.spec)) }]]))
  const digest = digestOf(definition())
  t.match(digest, /^[0-9a-f]{64}$/)
  const turned = JSON.parse(JSON.stringify(definition()), (_key, value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).toReversed()) : value)
  t.equal(digestOf(turned), digest)
  t.not(digestOf(definition({ status: { type: 'object', properties: { observedGeneration: { type: 'string' } } } })), digest)
  t.not(digestOf(definition(), { children: [] }), digest)
  t.not(digestOf(definition(), { related: children }), digest)
  t.equal(digestOf(definition({ version: { name: 'v3' } })), undefined)
})

t.test('a program tells when its types are others than those that were checked', async (t) => {
  const current = typesDigestOf({ parent, children }, new Map([['myresources.example.com', { spec: JSON.parse(JSON.stringify(definition().spec)) }]])) ?? ''
  const world = settle(begin(active, [definition(), revision(one, { typesDigest: current })]))
  t.equal(statusOf(world).typesDigest, current)
  t.equal(said(world, 'TypesStale'), 'False Current')
  t.equal(said(settle(begin(active, [definition(), revision(one, { typesDigest: '0'.repeat(64) })])), 'TypesStale'), 'True CheckAgain')
  t.strictSame(kinds['children'], children)
})
