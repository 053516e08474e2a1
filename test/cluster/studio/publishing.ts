import { ConfigMap } from '../../../src/kit/kinds.ts'
import type { Test } from 'tap'
import { found, parent, parentsOf, patchOf, published, runs, saved, tried, untilActive } from './author.ts'
import { fieldOf, secondsOf, untilAllSay } from './looks.ts'
import type { Scenario } from './scenario.ts'
import { says } from './sources.ts'
import type { Town } from './town.ts'

export const crowd = parentsOf('crowds')
export const count = 100

const versions = async ({ objects, namespace }: Town): Promise<readonly unknown[]> =>
  (await objects.list(crowd, namespace)).map(({ metadata }) => [metadata.name, metadata.uid, metadata.generation]).toSorted()

const childIds = async ({ objects, namespace }: Town): Promise<readonly unknown[]> =>
  (await objects.list(ConfigMap, namespace)).filter(({ metadata }) => metadata.labels?.['parents'] === 'crowds').map(({ metadata }) => metadata.uid ?? '').toSorted()

/** Does something that changes the text of all parents, and looks that nobody touches the parents themselves. */
const moved = async (town: Town, t: Test, { text, move }: { readonly text: string; readonly move: () => Promise<unknown> }): Promise<void> => {
  const [before, children] = [await versions(town), await childIds(town)]
  const others = town.audit.writesOfOthers(town.machine.user).length
  const seconds = await secondsOf(async () => {
    await move()
    await untilAllSay(town, crowd, { count, text })
  })
  t.ok(seconds < 10, `${count} parents and their children say "${text}" after ${seconds.toFixed(1)} s`)
  t.strictSame(await versions(town), before, 'no parent has another generation')
  t.strictSame(await childIds(town), children, 'children are changed in place')
  t.strictSame(town.audit.writesOfOthers(town.machine.user).slice(others).filter(({ resource }) => resource === 'crowds'), [], 'nobody touched a parent')
}

export const everywhere: Scenario = {
  name: '1. publish a change: all 100 existing parents show it within 10 s without touching them',
  play: async (town, t) => {
    await found(town, 'crowds')
    await runs(town, 'crowds', says('one'))
    for (let number = 0; number < count; number += 1) await parent(town, crowd, { name: `one-of-${number}`, spec: {} })
    await untilAllSay(town, crowd, { count, text: 'one' })
    const two = await saved(town, 'crowds', says('two'))
    await moved(town, t, { text: 'two', move: () => published(town, 'crowds', two) })
  },
}

export const back: Scenario = {
  name: '8. rollback within 10 s by a plain patch as kubectl does, with the Studio not running',
  play: async (town, t) => {
    const { seat, studio, people: { publisher } } = town
    const { body: { rollback, spec } } = await seat('viewer').get('/programs/crowds')
    const [one, two] = [String(rollback), String(fieldOf(spec, 'activeRevision'))]
    await studio.without(async () => {
      await moved(town, t, { text: 'one', move: async () => { t.equal(await tried(publisher, patchOf('crowds', { activeRevision: one })), 'done') } })
    })
    await untilActive(town, 'crowds', one)
    t.match(await seat('viewer').get('/programs/crowds'), { status: 200, body: { spec: { activeRevision: one }, status: { active: { revision: one } } } }, 'the Studio finds what happened')
    await moved(town, t, { text: 'two', move: () => published(town, 'crowds', two) })
    await moved(town, t, { text: 'one', move: async () => { t.match(await seat('publisher').post('/programs/crowds/rollback', {}), { status: 200 }, 'and one click does the same') } })
  },
}
