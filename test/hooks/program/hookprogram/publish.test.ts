import t from 'tap'
import { sha256Hex } from '../../../../src/kit/hash.ts'
import { begin, bundleOf, conditionOf, edited, registrationOf, said, settle, statusOf } from '../fixtures/life.ts'
import { at, codeOf, definition, nameOf, program, revision } from '../fixtures/manifests.ts'

const [one, two] = [codeOf('one'), codeOf('two')]
const objects = [definition(), revision(one), revision(two)]
const compiled = one.replace(': object', ' '.repeat(': object'.length))

t.test('nothing is registered before something is published', async (t) => {
  const world = settle(begin({}, objects))
  t.ok(bundleOf(world))
  t.equal(bundleOf(world)?.active, undefined)
  t.equal(registrationOf(world), undefined)
  t.equal(said(world, 'Active'), 'False NotPublished')
  t.equal(said(world, 'Ready'), 'False NotPublished')
})

t.test('a published revision comes into the bundle without its types, with digests and every limit', async (t) => {
  const world = settle(begin({ activeRevision: nameOf(one), limits: { timeoutMs: 200 } }, objects))
  t.strictSame(bundleOf(world)?.active, { revision: nameOf(one), digest: sha256Hex(one), code: compiled, compiledDigest: sha256Hex(compiled) })
  t.strictSame(bundleOf(world)?.limits, { timeoutMs: 200, memoryMiB: 64, stackKiB: 512, inputKiB: 8192, outputKiB: 1024, children: 500 })
  t.match(bundleOf(world), { program, parent: { apiVersion: 'example.com/v1', resource: 'myresources' } })
  t.strictSame(statusOf(world).active, { revision: nameOf(one), digest: sha256Hex(one), compiledDigest: sha256Hex(compiled) })
  t.strictSame(statusOf(world).checks, { revision: nameOf(one), passed: true, at })
  t.equal(statusOf(world).lastGood, nameOf(one))
  for (const [type, words] of Object.entries({ Ready: 'True Registered', Active: 'True Running', LastGood: 'True Active', TypesStale: 'Unknown NotKnown', ChecksFailed: 'False Passed', Canary: 'none' })) t.equal(said(world, type), words)
})

t.test('the controller is registered after its code is in the cluster', async (t) => {
  const world = begin({ activeRevision: nameOf(one) }, objects)
  t.ok(registrationOf(settle(world)))
  const first = settle(begin({ activeRevision: nameOf(one) }, [revision(one)]))
  t.equal(registrationOf(first), undefined, 'and after its parents are defined')
  t.equal(said(first, 'Ready'), 'False ParentMissing')
})

t.test('a rollback is a pointer that moves back', async (t) => {
  const later = settle(edited(settle(begin({ activeRevision: nameOf(one) }, objects)), { activeRevision: nameOf(two) }))
  t.equal(bundleOf(later)?.active?.revision, nameOf(two))
  const back = settle(edited(later, { activeRevision: nameOf(one) }))
  t.equal(bundleOf(back)?.active?.code, compiled)
})

t.test('what was published once comes back whatever the policy says now', async (t) => {
  const policy = { approvals: 2, requireReplay: true, canary: true }
  const published = revision(one, {}, { checks: { passed: false, at, recordings: 0, properties: [] }, published: [{ user: 'eve', at, as: 'publish' }] })
  const world = settle(begin({ activeRevision: nameOf(one), policy }, [definition(), published]))
  t.equal(bundleOf(world)?.active?.revision, nameOf(one))
  t.equal(said(world, 'Active'), 'True Running')
})

t.test('a stricter policy does not stop what runs', async (t) => {
  const world = settle(edited(settle(begin({ activeRevision: nameOf(one) }, objects)), { activeRevision: nameOf(one), policy: { approvals: 5 } }))
  t.equal(said(world, 'Active'), 'True Running')
})

t.test('a pointer that is taken away takes nothing away', async (t) => {
  const world = settle(edited(settle(begin({ activeRevision: nameOf(one) }, objects)), {}))
  t.equal(bundleOf(world)?.active?.revision, nameOf(one))
  t.ok(registrationOf(world))
  t.equal(said(world, 'Active'), 'False NotPublished')
})

t.test('the last good revision stays known while another one answers', async (t) => {
  const over = revision(two, {}, { checks: { passed: false, at, recordings: 0, properties: [] }, overrides: [{ user: 'eve', at, reason: 'fire' }] })
  const world = settle(edited(settle(begin({ activeRevision: nameOf(one) }, objects)), { activeRevision: nameOf(two) }, [definition(), revision(one), over]))
  t.equal(bundleOf(world)?.active?.revision, nameOf(two))
  t.equal(statusOf(world).lastGood, nameOf(one))
  t.match(conditionOf(world, 'LastGood'), { status: 'False', message: `the way back is ${nameOf(one)}` })
  t.match(conditionOf(world, 'ChecksFailed'), { status: 'True', message: /published all the same by eve$/ })
})
