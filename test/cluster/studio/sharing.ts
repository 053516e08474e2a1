import { HookProgram } from '../../../hooks/program/hookprogram/resource.ts'
import { ConfigMap } from '../../../src/kit/kinds.ts'
import { eventually } from '../harness/eventually.ts'
import { CompositeController } from '../harness/objects.ts'
import { found, makeProgram, parent, parentsOf, published, runs, saved } from './author.ts'
import { conditionOf, fieldOf, untilSaid } from './looks.ts'
import type { Scenario } from './scenario.ts'
import { says } from './sources.ts'

const Shared = parentsOf('shareds')
const [first, second] = ['shareds', 'shareds-too']

export const shared: Scenario = {
  name: 'of two programs on one parent kind only the first is registered; the other one says so, and follows when it goes',
  play: async (town, t) => {
    const { objects, namespace } = town
    await found(town, first)
    await makeProgram(town.people.admin, second, { parent: { apiVersion: Shared.apiVersion, resource: Shared.plural }, children: [{ apiVersion: 'v1', resource: 'configmaps' }] })
    await runs(town, first, says('one'))
    await parent(town, Shared, { name: 'torn', spec: { text: '' } })
    await untilSaid(town, 'torn', 'one')
    await published(town, second, await saved(town, second, says('two').replaceAll('-said', '-also')))
    await eventually('the second one stands back', async () => {
      const seen = conditionOf(await objects.get(HookProgram, { name: second }), 'Ready')
      return { done: seen?.['reason'] === 'ParentTaken', seen }
    })
    t.equal(await objects.get(CompositeController, { name: `studio-${second}` }), undefined)
    await objects.remove(HookProgram, { name: first })
    await eventually('the second one takes over', async () => {
      const [before, after] = await Promise.all(['torn-said', 'torn-also'].map((name) => objects.get(ConfigMap, { name, namespace })))
      return { done: before === undefined && fieldOf(after, 'data', 'text') === 'two', seen: [before?.metadata.name, after?.metadata.name] }
    })
    t.equal(conditionOf(await objects.get(HookProgram, { name: second }), 'Ready')?.['status'], 'True')
  },
}
