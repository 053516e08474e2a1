import t from 'tap'
import { autoRollbackAnnotation } from '../../../../hooks/program/hookprogram/auto-rollback.ts'
import type { World } from '../../../laws/world.ts'
import { begin, conditionOf, said, settle } from '../fixtures/life.ts'
import { at, codeOf, definition, nameOf, revision } from '../fixtures/manifests.ts'

const [one, two, three] = [codeOf('one'), codeOf('two'), codeOf('three')]
const objects = [one, two, three].map((source) => revision(source))
const taken = { from: nameOf(two), to: nameOf(one), at, calls: 40, failures: 10 }

/** A program whose annotation the Studio wrote. */
const noted = (activeRevision: string, text: string): World => {
  const world = begin({ activeRevision, policy: { autoRollback: true } }, [definition(), ...objects])
  return settle({ ...world, parent: { ...world.parent, metadata: { ...world.parent.metadata, annotations: { [autoRollbackAnnotation]: text } } } })
}

t.test('a program whose revision the Studio took back says so', async (t) => {
  const world = noted(nameOf(one), JSON.stringify([taken]))
  t.equal(said(world, 'AutoRolledBack'), 'True TooManyErrors')
  t.equal(conditionOf(world, 'AutoRolledBack')?.message, `${nameOf(two)} was taken back at ${at}: 10 of 40 calls had failed; ${nameOf(one)} answers`)
})

t.test('what was published since is what counts, and the newest of what was taken back', async (t) => {
  const older = { ...taken, from: nameOf(one), to: nameOf(three) }
  t.equal(said(noted(nameOf(three), JSON.stringify([taken, older])), 'AutoRolledBack'), 'False PublishedSince')
  t.equal(said(noted(nameOf(one), JSON.stringify([taken, older])), 'AutoRolledBack'), 'True TooManyErrors')
})

t.test('without it, or with one that somebody spoiled, there is no such condition', async (t) => {
  for (const text of ['', '{', '[]', '[{"from":"x"}]', '"x"']) t.equal(said(noted(nameOf(one), text), 'AutoRolledBack'), 'none', text)
})
