import t from 'tap'
import { mostSource } from '../../../../hooks/program/hookrevision/resource.ts'
import type { JsonObject } from '../../../../src/protocol/json.ts'
import { begin, bundleOf, conditionOf, edited, registrationOf, said, settle } from '../fixtures/life.ts'
import { at, codeOf, definition, failed, nameOf, passed, revision } from '../fixtures/manifests.ts'
import type { Manifest } from '../fixtures/manifests.ts'

const [one, two] = [codeOf('one'), codeOf('two')]
const broken = 'export const sync = () => 1\n\nconst = 2\n'
const wide = `// ${'é'.repeat(mostSource - 20)}\n`
const base = settle(begin({ activeRevision: nameOf(one) }, [definition(), revision(one)]))

interface Case { readonly reason: string; readonly source?: string; readonly found: Manifest | undefined; readonly policy?: JsonObject; readonly message?: RegExp }

const cases: Readonly<Record<string, Case>> = {
  'is missing': { reason: 'RevisionMissing', found: undefined },
  'belongs to another program': { reason: 'RevisionForeign', found: revision(two, { program: 'other' }), message: /belongs to program other/ },
  'has the digest of another source': { reason: 'DigestMismatch', found: revision(two, { source: codeOf('three') }) },
  'has the name of another digest': { reason: 'DigestMismatch', found: { ...revision(one), metadata: { name: nameOf(two) } } },
  'does not compile': { reason: 'SyntaxError', source: broken, found: revision(broken), message: /, line 3: / },
  'has more than 256 KiB': { reason: 'SourceTooLarge', source: wide, found: revision(wide) },
  'does not fit its schema': { reason: 'RevisionInvalid', found: revision(two, { digest: 'x' }), message: /spec\.digest: must match/ },
  'lacks approvals': { reason: 'ApprovalsMissing', policy: { approvals: 2 }, found: revision(two, {}, { checks: passed, approvals: [{ user: 'bob', at }, { user: 'bob', at }, { user: 'ada', at }] }), message: /1 of 2 approvals/ },
  'has failed its checks': { reason: 'ChecksFailed', found: revision(two, {}, { checks: failed }), message: /: total;/ },
  'was never checked': { reason: 'ChecksFailed', found: revision(two, {}, {}) },
  'has a status that says nothing': { reason: 'ChecksFailed', found: revision(two, {}, { checks: 'passed' }) },
  'was checked on no recording': { reason: 'ReplayMissing', policy: { requireReplay: true }, found: revision(two, {}, { checks: { ...passed, recordings: 0 } }) },
  'has not run as canary': { reason: 'CanaryMissing', policy: { canary: true }, found: revision(two) },
}

for (const [what, { reason, source = two, found, policy = {}, message = /./ }] of Object.entries(cases)) {
  t.test(`a revision that ${what} does not run, and what ran goes on`, async (t) => {
    const world = settle(edited(base, { activeRevision: nameOf(source), policy }, [definition(), revision(one), ...(found === undefined ? [] : [found])]))
    t.strictSame(bundleOf(world)?.active, bundleOf(base)?.active)
    t.ok(registrationOf(world))
    t.equal(said(world, 'Active'), `False ${reason}`)
    t.equal(said(world, 'Ready'), `False ${reason}`)
    t.match(conditionOf(world, 'Active')?.message, message)
    t.match(conditionOf(world, 'Active')?.message, new RegExp(`; ${nameOf(one)} answers as before$`))
  })
}

t.test('each of them is let through when its program asks for nothing of it', async (t) => {
  const fine = { 'lacks approvals': { approvals: 1 }, 'was checked on no recording': {}, 'has not run as canary': {} }
  for (const [what, policy] of Object.entries(fine)) {
    const world = settle(edited(base, { activeRevision: nameOf(two), policy }, [definition(), cases[what]?.found ?? revision(two)]))
    t.equal(said(world, 'Active'), 'True Running', what)
  }
})

t.test('an override opens the gate', async (t) => {
  const over = revision(two, {}, { checks: failed, overrides: [{ user: 'eve', at, reason: 'fire' }] })
  const world = settle(edited(base, { activeRevision: nameOf(two), policy: { requireReplay: true } }, [definition(), over]))
  t.equal(said(world, 'Active'), 'True Running')
})

t.test('code that is still running is kept when its revision is deleted', async (t) => {
  const world = settle({ ...base, objects: [definition()] })
  t.strictSame(bundleOf(world)?.active, bundleOf(base)?.active)
  t.equal(said(world, 'Active'), 'False RevisionMissing')
})

t.test('a bundle that somebody edits is made right again', async (t) => {
  const children = new Map([...base.children].map(([key, child]) => [key, child.kind === 'HookBundle' ? { ...child, spec: { ...bundleOf(base), active: { ...bundleOf(base)?.active, code: 'evil()' } } } : child]))
  for (const objects of [base.objects, [definition()]]) t.strictSame(bundleOf(settle({ ...base, children, objects }))?.active, bundleOf(base)?.active)
})

t.test('forged code that is not what its digest says never counts as what ran', async (t) => {
  const forged = new Map([...base.children].map(([key, child]) => [key, child.kind !== 'HookBundle' ? child
    : { ...child, metadata: { name: child.metadata.name, labels: child.metadata.labels ?? {} }, spec: { ...bundleOf(base), active: { ...bundleOf(base)?.active, code: 'evil()' } } }]))
  const world = settle({ ...base, children: forged, objects: [definition(), revision(one)] })
  t.strictSame(bundleOf(world)?.active, bundleOf(base)?.active)
})
