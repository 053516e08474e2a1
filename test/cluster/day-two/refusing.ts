import { StatefulSet } from '../../../src/kit/kinds.ts'
import { fieldAt } from '../../goldens/rendered.ts'
import { KasprApp, podsOf } from '../family/looks.ts'
import { ResourceQuota } from '../harness/objects.ts'
import { begin, claimsOf, deleted, messageOf, said } from './app-looks.ts'
import { grown, sizeOf, wish } from './growing.ts'
import { withStewards } from './own-stewards.ts'
import type { Scenario } from './scenario.ts'

const quota = (storage: string) => ({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'room' }, spec: { hard: { 'requests.storage': storage } } })

export const refused: Scenario = {
  name: 'S43, S59: where not all claims may grow the StatefulSet stays; it goes on when there is room, whatever happens elsewhere',
  // Also the name of an app in another namespace, which grows at the same time.
  app: 'grow',
  play: (world, t, app) => withStewards(world, async (next) => {
    const { stage } = world
    next()
    await stage.apply(quota('3Gi'))
    await stage.until(ResourceQuota, 'room', (found) => fieldAt(found, 'status', 'hard', 'requests.storage') === '3Gi')
    await begin(world, app)
    const pods = await podsOf(stage, app)
    const before = await stage.get(StatefulSet, `${app}-app`)
    await stage.patch(KasprApp, app, wish('2Gi'))
    await stage.until(KasprApp, app, (object) => said(object, 'StorageResize') === 'False/Failed')
    t.match(messageOf(await stage.get(KasprApp, app), 'StorageResize'), /exceeded quota/, 'the words of the API server')
    const during = await stage.get(StatefulSet, `${app}-app`)
    t.strictSame([during?.metadata.uid, sizeOf(during)], [before?.metadata.uid, '1Gi'])
    t.strictSame(Object.values(await claimsOf(stage, app)), ['2Gi', '1Gi'], 'one had room, the other had not')
    await stage.apply(quota('4Gi'))
    await grown(stage, app, { size: '2Gi', members: 2 })
    t.strictSame(Object.values(await claimsOf(stage, app)), ['2Gi', '2Gi'])
    t.strictSame(deleted(stage, app, 'statefulsets'), [`${app}-app`])
    t.strictSame(await podsOf(stage, app), pods)
  }),
}
