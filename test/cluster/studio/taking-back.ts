import { HookProgram } from '../../../hooks/program/hookprogram/resource.ts'
import { eventually } from '../harness/eventually.ts'
import { found, parent, parentsOf, published, runs, saved } from './author.ts'
import { conditionOf, fieldOf, untilSaid } from './looks.ts'
import { grant } from './person.ts'
import { autoRollbackRules } from './rights.ts'
import type { Scenario } from './scenario.ts'
import { says } from './sources.ts'

const Failing = parentsOf('failings')
const program = 'failings'
const count = 25

export const takenBack: Scenario = {
  name: 'a revision whose calls fail is taken back by the Studio, where its account has `publish` on the program',
  play: async (town, t) => {
    const { objects, api, home } = town
    await grant(api, 'studio-auto-rollback', { namespace: home, name: 'studio', rules: autoRollbackRules([program]) })
    await found(town, program, { policy: { autoRollback: true } })
    const good = await runs(town, program, says('good'))
    for (let number = 0; number < count; number += 1) await parent(town, Failing, { name: `falls-${number}`, spec: { text: '' } })
    await untilSaid(town, `falls-${count - 1}`, 'good')
    const bad = await saved(town, program, says('bad', 'throw new Error("no")'))
    await published(town, program, bad)
    await eventually('the pointer is back', async () => {
      const seen = fieldOf(await objects.get(HookProgram, { name: program }), 'spec', 'activeRevision')
      return { done: seen === good, seen }
    })
    await eventually('the program says so', async () => {
      const seen = conditionOf(await objects.get(HookProgram, { name: program }), 'AutoRolledBack')
      return { done: seen?.['status'] === 'True' && String(seen['message']).includes(bad), seen }
    })
    const { body: { items } } = await town.seat('viewer').get(`/programs/${program}/audit`)
    t.match(items, [{ action: 'auto', revision: good }], 'its history says so')
    await untilSaid(town, 'falls-0', 'good')
  },
}
