import { KasprMemberSet } from '../../../hooks/kaspr/kasprmemberset/resource.ts'
import { ConfigMap, HorizontalPodAutoscaler, PersistentVolumeClaim, Service, ServiceAccount, StatefulSet } from '../../../src/kit/kinds.ts'
import { storageClass } from '../../../scripts/cluster/furniture.ts'
import { KasprApp, Pod, gone } from '../family/looks.ts'
import { eventually } from '../harness/eventually.ts'
import type { Stage } from '../harness/stage.ts'
import { aWhile, begin } from './app-looks.ts'
import type { Scenario } from './scenario.ts'

const kinds = [KasprMemberSet, StatefulSet, Pod, Service, ServiceAccount, ConfigMap, HorizontalPodAutoscaler, PersistentVolumeClaim] as const

const leftOf = async ({ list }: Stage, app: string): Promise<readonly string[]> =>
  (await Promise.all(kinds.map(async (kind) => (await list(kind)).filter(({ metadata }) => metadata.name.startsWith(app)).map(({ metadata }) => `${kind.kind} ${metadata.name}`)))).flat()

export const leaving: Scenario = {
  name: 'S58: a deleted app leaves nothing but the claims that were to be kept',
  app: 'leave',
  play: async (world, t, app) => {
    const { stage } = world
    await begin(world, app, { spec: { storage: { type: 'persistent-claim', class: storageClass, size: '1Gi', deleteClaim: false } } })
    t.ok((await leftOf(stage, app)).length > 2)
    await stage.remove(KasprApp, app)
    await stage.until(KasprApp, app, gone)
    const claims = [0, 1].map((id) => `PersistentVolumeClaim ${app}-app-pv-${app}-app-${id}`)
    await eventually('only claims are left', async () => {
      const left = await leftOf(stage, app)
      return { done: left.length === claims.length, seen: left }
    })
    await aWhile()
    t.strictSame(await leftOf(stage, app), claims)
  },
}
