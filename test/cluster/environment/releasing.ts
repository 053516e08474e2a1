import { Deployment, Job, ResourceQuota } from '../../../src/kit/kinds.ts'
import { fieldAt } from '../../goldens/rendered.ts'
import { atRest } from './ground.ts'
import type { Ground } from './ground.ts'
import { conditionOf, phaseIs, uidOf } from './looks.ts'
import { environment, project, released } from './resources.ts'
import type { Scenario } from './scenario.ts'

const imageOf = async ({ inside }: Ground): Promise<unknown> =>
  fieldAt(await inside.get(Deployment, 'web'), 'spec', 'template', 'spec', 'containers', 0, 'image')

const jobs = async ({ inside }: Ground): Promise<readonly string[]> => (await inside.list(Job)).map(({ metadata: { name } }) => name)

export const migrated: Scenario = {
  team: 'releases',
  name: 'a release is migrated before it runs',
  play: async (ground, t) => {
    await ground.team.apply(project())
    // No pod is let in, so that the migration cannot end.
    await ground.apply(environment(ground, { ...released('shop:1'), quota: { pods: '0' } }))
    await ground.until(phaseIs('Migrating'))
    await atRest(ground)
    const first = await jobs(ground)
    t.equal(first.length, 1)
    t.equal(await imageOf(ground), undefined, 'no application yet')
    await ground.edit({ spec: { quota: null } })
    await ground.until(phaseIs('Ready'))
    t.equal(await imageOf(ground), 'shop:1')
    t.equal(fieldAt(conditionOf(await ground.environment(), 'MigrationsReady'), 'status'), 'True')
    const uid = uidOf(await ground.inside.get(Deployment, 'web'))
    await ground.edit({ spec: { quota: { pods: '1' } } })
    await ground.inside.until(ResourceQuota, 'default-quota', (quota) => fieldAt(quota, 'status', 'hard', 'pods') === '1')
    await ground.edit({ spec: { config: released('shop:2').config } })
    await ground.until(phaseIs('Migrating'))
    await atRest(ground)
    t.strictSame([await imageOf(ground), (await jobs(ground)).some((name) => first.includes(name))], ['shop:1', false], 'the old release runs, its migration is dropped')
    await ground.edit({ spec: { quota: null } })
    await ground.until(phaseIs('Ready'))
    t.strictSame([await imageOf(ground), uidOf(await ground.inside.get(Deployment, 'web'))], ['shop:2', uid], 'the same Deployment')
    await atRest(ground)
    const before = ground.writes().length
    await atRest(ground)
    t.equal(ground.writes().length, before, 'nothing is written any more')
  },
}
