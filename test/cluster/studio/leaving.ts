import { HookBundle } from '../../../hooks/program/hookbundle/resource.ts'
import { HookProgram } from '../../../hooks/program/hookprogram/resource.ts'
import { parentFinalizer } from '../../../hooks/program/hookprogram/finalize.ts'
import { ConfigMap } from '../../../src/kit/kinds.ts'
import { objectPath } from '../../../src/kube/address.ts'
import { eventually } from '../harness/eventually.ts'
import { CompositeController } from '../harness/objects.ts'
import { found, parent, parentsOf, published, runs, saved, tried } from './author.ts'
import { parentOf, untilSaid } from './looks.ts'
import type { Scenario } from './scenario.ts'
import { says } from './sources.ts'
import type { Town } from './town.ts'

const Leaving = parentsOf('leavings')
const program = 'leavings'
const finalizer = parentFinalizer(program)
const parents = ['first', 'second', 'stuck']

const untilGone = (town: Town, name: string): Promise<void> => eventually(`${name} is gone`, async () => {
  const seen = await parentOf(town, Leaving, name)
  return { done: seen === undefined, seen: seen?.metadata }
})

const finalizersOf = async ({ objects, namespace }: Town): Promise<readonly string[]> =>
  (await objects.list(Leaving, namespace)).flatMap(({ metadata: { finalizers = [] } }) => finalizers)

const begun = async (town: Town): Promise<void> => {
  await found(town, program, { finalize: true })
  const cleaning = `${says('here')}\nexport const finalize = ({ parent, children }: any) => ({ status: parent.status, childless: true, children: [], finalized: Object.keys(children['ConfigMap.v1']).length === 0 })\n`
  await runs(town, program, cleaning)
  for (const name of [...parents, 'early']) await parent(town, Leaving, { name, spec: {} })
  for (const name of [...parents, 'early']) await untilSaid(town, name, 'here')
}

export const left: Scenario = {
  name: 'C9. a program with finalize goes in the right order: its parents can be deleted afterwards, and nobody is stuck',
  play: async (town, t) => {
    const { objects, namespace, people: { admin } } = town
    await begun(town)
    t.strictSame(new Set(await finalizersOf(town)), new Set([finalizer]), 'every parent carries the finalizer')
    await objects.remove(Leaving, { name: 'early', namespace })
    await untilGone(town, 'early')
    t.equal(await objects.get(ConfigMap, { name: 'early-said', namespace }), undefined, 'the program has cleaned up')
    await published(town, program, await saved(town, program, 'export const sync = () => { for (;;) {} }\nexport const finalize = sync\n'))
    await objects.remove(Leaving, { name: 'stuck', namespace })
    t.match(await tried(admin, { method: 'DELETE', path: objectPath(HookProgram, { name: program }), body: { propagationPolicy: 'Foreground' } }), /^403 .*cannot be deleted in the foreground/)
    t.equal(await tried(admin, { method: 'DELETE', path: objectPath(HookProgram, { name: program }), body: { propagationPolicy: 'Background' } }), 'done')
    await untilGone(town, 'stuck')
    await eventually('the program is gone', async () => {
      const seen = await objects.get(HookProgram, { name: program })
      return { done: seen === undefined, seen }
    })
    t.strictSame(await finalizersOf(town), [], 'no parent carries a finalizer')
    t.equal(await objects.get(CompositeController, { name: `studio-${program}` }), undefined)
    t.equal(await objects.get(HookBundle, { name: program }), undefined)
    t.strictSame((await objects.list(Leaving, namespace)).map(({ metadata }) => metadata.name), ['first', 'second'], 'parents stay')
    for (const name of ['first', 'second']) {
      t.type((await objects.get(ConfigMap, { name: `${name}-said`, namespace }))?.metadata.uid, 'string', 'and their children')
      await objects.remove(Leaving, { name, namespace })
      await untilGone(town, name)
    }
  },
}
