import t from 'tap'
import { begin, bundleOf, conditionOf, edited, said, settle, statusOf } from '../fixtures/life.ts'
import { codeOf, definition, nameOf, revision } from '../fixtures/manifests.ts'

const [one, two, three] = [codeOf('one'), codeOf('two'), codeOf('three')]
const objects = [definition(), revision(one), revision(two)]
const active = { activeRevision: nameOf(one) }
const base = settle(begin({ ...active, canary: { revision: nameOf(two), percent: 10 } }, objects))

t.test('a canary stands beside the active code with its share of the parents', async (t) => {
  t.match(bundleOf(base)?.canary, { revision: nameOf(two), percent: 10 })
  t.equal(bundleOf(base)?.active?.revision, nameOf(one))
  t.equal(statusOf(base).canary?.revision, nameOf(two))
  t.match(conditionOf(base, 'Canary'), { status: 'True', message: /answers for 10 % of the parents/ })
  const selector = { matchLabels: { canary: 'yes' } }
  const selected = settle(edited(base, { ...active, canary: { revision: nameOf(two), selector } }))
  t.strictSame(bundleOf(selected)?.canary?.selector, selector)
  t.equal(bundleOf(selected)?.canary?.percent, undefined)
})

t.test('none wanted is none', async (t) => {
  const world = settle(edited(base, active))
  t.equal(bundleOf(world)?.canary, undefined)
  t.equal(said(world, 'Canary'), 'none')
})

t.test('a refused canary leaves the one before as it was', async (t) => {
  const world = settle(edited(base, { ...active, canary: { revision: nameOf(three), percent: 50 } }))
  t.strictSame(bundleOf(world)?.canary, bundleOf(base)?.canary)
  t.equal(said(world, 'Canary'), 'False RevisionMissing')
  t.equal(said(world, 'Ready'), 'True Registered')
  const first = settle(begin({ ...active, canary: { revision: nameOf(three), percent: 50 } }, objects))
  t.equal(bundleOf(first)?.canary, undefined)
})

t.test('a canary whose revision is gone can still be made smaller', async (t) => {
  const world = settle(edited(base, { ...active, canary: { revision: nameOf(two), percent: 0 } }, [definition(), revision(one)]))
  t.match(bundleOf(world)?.canary, { revision: nameOf(two), percent: 0 })
})

t.test('what ran as canary may become active although only the bundle shows it', async (t) => {
  const policy = { canary: true }
  const world = settle(edited(base, { activeRevision: nameOf(two), canary: { revision: nameOf(two), percent: 10 }, policy }))
  t.equal(bundleOf(world)?.active?.revision, nameOf(two))
  t.equal(bundleOf(world)?.canary, undefined, 'and needs no second copy then')
  t.equal(said(world, 'Canary'), 'False IsActive')
})

t.test('a canary has to keep the rules of publishing, too', async (t) => {
  const world = settle(edited(settle(begin(active, objects)), { ...active, canary: { revision: nameOf(two), percent: 10 }, policy: { approvals: 1, canary: true } }))
  t.equal(bundleOf(world)?.canary, undefined)
  t.equal(said(world, 'Canary'), 'False ApprovalsMissing')
})
