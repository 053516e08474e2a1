import { StatefulSet } from '../../../src/kit/kinds.ts'
import { fieldAt } from '../../goldens/rendered.ts'
import { KasprApp, podsOf } from '../family/looks.ts'
import type { AnyObject } from '../harness/objects.ts'
import type { Stage } from '../harness/stage.ts'
import { aWhile, begin, claimsOf, deleted, observed, operationsOf, said, statusOf } from './app-looks.ts'
import type { Scenario } from './scenario.ts'

export const sizeOf = (set: AnyObject | undefined) => fieldAt(set, 'spec', 'volumeClaimTemplates', 0, 'spec', 'resources', 'requests', 'storage')

export const wish = (size: string) => ({ spec: { storage: { size } } })

/** Waits until an app has grown, as far as anything but its record goes: a pass over an old view of the app forgets that. */
export const grown = async ({ until }: Stage, app: string, { size, members }: { readonly size: string; readonly members: number }): Promise<void> => {
  await until(StatefulSet, `${app}-app`, (set) => sizeOf(set) === size && set?.metadata.deletionTimestamp === undefined)
  await until(KasprApp, app, (object) => observed(members)(object) && !['Resizing', 'Failed'].includes(statusOf(object).storage?.phase ?? ''))
}

export const storage: Scenario = {
  name: 'S40, S41: claims grow, the StatefulSet is made anew around its pods, with as many; claims never shrink',
  app: 'grow',
  play: async (world, t, app) => {
    const { stage } = world
    await begin(world, app, { members: 3, spec: { scaling: { mode: 'autoscaler' } } })
    const pods = await podsOf(stage, app)
    const before = await stage.get(StatefulSet, `${app}-app`)
    await stage.patch(KasprApp, app, wish('2Gi'))
    await stage.until(StatefulSet, `${app}-app`, (set) => set !== undefined && set.metadata.uid !== before?.metadata.uid && set.metadata.deletionTimestamp === undefined)
    const after = await stage.get(StatefulSet, `${app}-app`)
    t.strictSame([sizeOf(after), fieldAt(after, 'spec', 'replicas')], ['2Gi', 3], 'not the number that an app begins with')
    await grown(stage, app, { size: '2Gi', members: 3 })
    t.strictSame(Object.values(await claimsOf(stage, app)), ['2Gi', '2Gi', '2Gi'])
    await stage.patch(KasprApp, app, wish('1Gi'))
    await stage.until(KasprApp, app, (object) => said(object, 'StorageResize') === 'False/ShrinkNotSupported')
    await aWhile()
    t.strictSame(await operationsOf(stage, app), [])
    t.strictSame(Object.values(await claimsOf(stage, app)), ['2Gi', '2Gi', '2Gi'])
    t.strictSame(await podsOf(stage, app), pods, 'no pod was touched')
    t.strictSame(deleted(stage, app, 'statefulsets'), [`${app}-app`], 'made anew once')
  },
}
