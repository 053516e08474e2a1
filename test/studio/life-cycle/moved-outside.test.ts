import t from 'tap'
import type { HookProgram } from '../../../hooks/program/hookprogram/resource.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { historyOf } from '../../../studio/life-cycle/history.ts'
import { movedOutside } from '../../../studio/life-cycle/moved-outside.ts'
import { programOf, revisionsOf } from '../../../studio/life-cycle/programs.ts'
import { publish } from '../../../studio/life-cycle/publish.ts'
import { desk } from './fixture.ts'

const managed = (manager: string, time: string, fields: object): object => ({ manager, operation: 'Update', apiVersion: 'studio.kaspr.io/v1alpha1', time, fieldsType: 'FieldsV1', fieldsV1: fields })

const managedFields = [
  managed('kubectl-create', '2026-01-01T00:00:00Z', { 'f:spec': { 'f:parent': {} } }),
  managed('kubectl-patch', '2026-01-02T00:00:00Z', { 'f:spec': { 'f:activeRevision': {} } }),
  managed('metacontroller', '2026-01-03T00:00:00Z', { 'f:status': {} }),
]

const isOutside = ({ text }: { readonly text?: string }): boolean => text?.includes('not through the Studio') === true

/** Two revisions, the second one published in the Studio, and a pointer that kubectl moved. */
const moved = async () => {
  const at = await desk()
  const names: string[] = []
  for (const text of ['one', 'two', 'three']) {
    names.push(await at.saved(text, names.at(-1)))
    await at.clock.advance(1000)
  }
  const [first = '', second = '', third = ''] = names
  for (const revision of [first, second]) {
    await publish(at.session('ann'), await programOf(at.store, 'web'), { revision })
    await at.clock.advance(1000)
  }
  const history = async (activeRevision: string, fields: readonly object[] = managedFields) => {
    const program = await programOf(at.store, 'web')
    const revisions = await revisionsOf(at.store, 'web')
    const seen = trusted<HookProgram>({ ...program, metadata: { ...program.metadata, managedFields: fields }, spec: { ...program.spec, activeRevision } })
    return historyOf(revisions, movedOutside(seen, revisions))
  }
  return { ...at, first, second, third, history }
}

t.test('a rollback by kubectl stands in the history, with what is known of it', async (t) => {
  const { history, first } = await moved()
  t.strictSame((await history(first))[0], { at: '2026-01-02T00:00:00Z', user: '', action: 'rollback', revision: first, text: 'with kubectl-patch, not through the Studio' })
})

t.test('what never ran before was published, not rolled back', async (t) => {
  const { history, third } = await moved()
  t.match((await history(third))[0], { action: 'publish', revision: third })
})

t.test('what the Studio published is told once', async (t) => {
  const { history, second } = await moved()
  t.notOk((await history(second)).some(isOutside))
})

t.test('nothing is invented where nothing is known', async (t) => {
  const { history, first } = await moved()
  for (const fields of [[], [managed('x', '2026-01-02T00:00:00Z', { 'f:spec': {} })], [{ manager: 'x' }]]) t.notOk((await history(first, fields)).some(isOutside))
  t.notOk((await history('web-000000000000')).some(isOutside), 'a revision that is not there')
})

t.test('a program that points at nothing has no such move', async (t) => {
  t.strictSame(movedOutside(await programOf((await desk()).store, 'web'), []), [])
})
