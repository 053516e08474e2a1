import t from 'tap'
import { HookProgram } from '../../../hooks/program/hookprogram/resource.ts'
import { HookRevision } from '../../../hooks/program/hookrevision/resource.ts'
import { sha256Hex } from '../../../src/kit/hash.ts'
import { programOf, revisionOf, revisionsOf } from '../../../studio/life-cycle/programs.ts'
import { saveRevision } from '../../../studio/life-cycle/save.ts'
import { sourceOf } from '../api/fixture.ts'
import { desk, engine } from './fixture.ts'

t.test('a revision has the name of its digest, and its author is whoever saved', async (t) => {
  const { store, session, entries } = await desk()
  const { revision } = await saveRevision(session('ann'), { program: 'web', source: sourceOf('one'), message: 'first', engine })
  const digest = sha256Hex(sourceOf('one'))
  t.match(revision, { metadata: { name: `web-${digest.slice(0, 12)}` }, spec: { author: 'ann', digest, program: 'web', message: 'first' }, status: { compiledDigest: /^[0-9a-f]{64}$/ } })
  t.match(entries, [{ action: 'save', user: 'ann' }])
  t.match(await programOf(store, 'web'), { metadata: { annotations: { 'studio.kaspr.io/saved': revision.metadata.name } } })
})

t.test('revisions of one second stand in the order in which they were made', async (t) => {
  const { store, saved } = await desk()
  const names: string[] = []
  for (const text of ['a', 'b', 'c', 'd', 'e']) names.push(await saved(text, names.at(-1)))
  t.strictSame((await revisionsOf(store, 'web')).map(({ metadata: { name } }) => name), names.toReversed())
})

t.test('of many who save at the same moment one stays', async (t) => {
  const { store, session, saved } = await desk()
  const base = await saved('base')
  const outcomes = await Promise.allSettled(['b', 'c', 'd', 'e'].map((user) => saveRevision(session(user), { program: 'web', source: sourceOf(user), base, message: '', engine })))
  const won = outcomes.flatMap((outcome) => outcome.status === 'fulfilled' ? [outcome.value.revision.metadata.name] : [])
  t.equal(won.length, 1)
  for (const outcome of outcomes) if (outcome.status === 'rejected') t.match(outcome.reason, { code: 'KH_BASE_OLD', details: { newest: won[0] } })
  t.strictSame((await store.list(HookRevision)).map(({ metadata: { name } }) => name).toSorted(), [base, ...won].toSorted())
})

t.test('what others do to the program meanwhile keeps nobody from saving', async (t) => {
  const { store, session, saved } = await desk()
  const base = await saved('base')
  let disturbed = 0
  const disturbing: typeof store = {
    ...store,
    create: async (kind, object) => {
      const made = await store.create(kind, object)
      disturbed += 1
      const program = await store.get({ kind: HookProgram, name: 'web' })
      if (program !== undefined) await store.updateStatus(HookProgram, { ...program, status: { observedGeneration: disturbed } })
      return made
    },
  }
  const { revision } = await saveRevision({ ...session('bob'), store: disturbing }, { program: 'web', source: sourceOf('two'), base, message: '', engine })
  t.equal(disturbed, 1)
  t.match(await revisionOf(store, revision.metadata.name), { spec: { base } })
})

t.test('what is no program is never kept', async (t) => {
  const { store, session } = await desk()
  const save = (source: string) => saveRevision(session('ann'), { program: 'web', source, message: '', engine })
  for (const source of ['', ' \n', 'const = 1', 'enum A { B }', 'namespace a { export const b = 1 }']) await t.rejects(save(source), { code: 'KH_SOURCE_INVALID' }, source)
  await t.rejects(save(`// ${'é'.repeat(131_072)}`), { code: 'KH_SOURCE_TOO_LARGE' }, 'bytes count, not characters')
  await t.rejects(saveRevision(session('ann'), { program: 'none', source: sourceOf('x'), message: '', engine }), { code: 'KH_NOT_IN_STUDIO' })
  t.equal((await store.list(HookRevision)).length, 0)
})
