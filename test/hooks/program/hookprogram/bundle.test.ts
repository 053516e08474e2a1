import t from 'tap'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { forbidden } from '../../../../hooks/program/hookprogram/forbidden.ts'
import { begin, bundleOf, conditionOf, edited, said, settle } from '../fixtures/life.ts'
import { codeOf, definition, nameOf, revision } from '../fixtures/manifests.ts'

const [one, large, huge] = [codeOf('one'), codeOf('y'.repeat(120 * 1024)), codeOf('z'.repeat(240 * 1024))]
const active = { activeRevision: nameOf(one) }
const base = settle(begin(active, [definition(), revision(one)]))
const statusOf = (fields: number, more: JsonObject = {}): JsonObject => ({
  type: 'object', properties: { observedGeneration: { type: 'integer' }, ...Object.fromEntries(Array.from({ length: fields }, (_, index) => [`field${index}`, { type: 'string', maxLength: 100 }])), ...more },
})

t.test('everything is forbidden that nobody allows', async (t) => {
  t.strictSame(bundleOf(base)?.forbid, forbidden)
  t.strictSame(bundleOf(base)?.serviceAccounts, ['default'])
  const open = settle(edited(base, { ...active, policy: { forbid: [], serviceAccounts: [] } }))
  t.equal(bundleOf(open)?.forbid, undefined)
  t.equal(bundleOf(open)?.serviceAccounts, undefined)
  const some = settle(edited(base, { ...active, policy: { forbid: ['hostPath'], serviceAccounts: ['runner'] } }))
  t.match(bundleOf(some), { forbid: ['hostPath'], serviceAccounts: ['runner'] })
})

t.test('the schema of the status comes along, without what checks nothing', async (t) => {
  t.strictSame(bundleOf(base)?.statusSchema, { type: 'object', properties: { observedGeneration: { type: 'integer' }, text: { type: 'string', nullable: true, enum: ['a'] } } })
})

t.test('a large schema is left out, and that is told', async (t) => {
  const world = settle({ ...base, objects: [definition({ status: statusOf(2000) }), revision(one)] })
  t.equal(bundleOf(world)?.statusSchema, undefined)
  t.match(conditionOf(world, 'Ready'), { status: 'True', message: /status is not checked, because its schema has \d{5} bytes/ })
})

t.test('a schema makes room for code', async (t) => {
  const world = settle(edited(base, { activeRevision: nameOf(large), canary: { revision: nameOf(one), percent: 1 } }, [definition({ status: statusOf(1000) }), revision(one), revision(large)]))
  t.ok(bundleOf(world)?.statusSchema, 'both fit')
  const big = codeOf('x'.repeat(200 * 1024))
  const full = settle(edited(base, { activeRevision: nameOf(big) }, [definition({ status: statusOf(1000) }), revision(big)]))
  t.equal(bundleOf(full)?.active?.revision, nameOf(big))
  t.equal(bundleOf(full)?.statusSchema, undefined)
})

t.test('code that does not fit leaves what ran', async (t) => {
  const world = settle(edited(base, { activeRevision: nameOf(huge) }, [definition(), revision(one), revision(huge)]))
  t.strictSame(bundleOf(world)?.active, bundleOf(base)?.active)
  t.equal(said(world, 'Active'), 'False BundleTooLarge')
  const first = settle(begin({ activeRevision: nameOf(huge) }, [definition(), revision(huge)]))
  t.equal(bundleOf(first)?.active, undefined)
  t.equal(said(first, 'Active'), 'False BundleTooLarge')
})

t.test('a canary that does not fit beside the active code is the one that stays behind', async (t) => {
  const second = codeOf('w'.repeat(120 * 1024))
  const world = settle(edited(base, { activeRevision: nameOf(large), canary: { revision: nameOf(second), percent: 1 } }, [definition(), revision(large), revision(second)]))
  t.equal(bundleOf(world)?.active?.revision, nameOf(large))
  t.equal(bundleOf(world)?.canary, undefined)
  t.equal(said(world, 'Canary'), 'False BundleTooLarge')
  t.equal(said(world, 'Active'), 'True Running')
})

t.test('the largest bundle of all fits into what Kubernetes stores', async (t) => {
  const source = codeOf('v'.repeat(215 * 1024))
  const world = settle(begin({ activeRevision: nameOf(source), related: Array.from({ length: 20 }, () => ({ apiVersion: 'v1', resource: 'secrets', names: ['n'.repeat(2000)] })) }, [definition(), revision(source)]))
  t.equal(said(world, 'Active'), 'True Running')
  const annotations = [...world.children.values()].flatMap(({ metadata }) => Object.values(metadata.annotations ?? {}))
  t.ok(annotations.every((text) => text.length < 256 * 1024))
})
