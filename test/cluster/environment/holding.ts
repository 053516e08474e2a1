import { Deployment, NetworkPolicy, PersistentVolumeClaim, Pod, ResourceQuota, StatefulSet } from '../../../src/kit/kinds.ts'
import { isObject } from '../../../src/protocol/json.ts'
import { fieldAt } from '../../goldens/rendered.ts'
import { atRest } from './ground.ts'
import { phaseIs, podsOf, readyOne, uidOf, untilPods, webUid } from './looks.ts'
import type { Scenario } from './scenario.ts'

export const repaired: Scenario = {
  team: 'drifts',
  name: 'what was changed by hand is repaired',
  play: async (ground, t) => {
    await readyOne(ground)
    const { inside } = ground
    const uid = await webUid(ground)
    await inside.patch(ResourceQuota, 'default-quota', { spec: { hard: { pods: '500' } } })
    await inside.until(ResourceQuota, 'default-quota', (quota) => fieldAt(quota, 'spec', 'hard', 'pods') === '20')
    await inside.patch(NetworkPolicy, 'default-deny', { spec: { ingress: [{}], egress: [{}] } })
    await inside.until(NetworkPolicy, 'default-deny', (policy) => fieldAt(policy, 'spec', 'ingress') === undefined && fieldAt(policy, 'spec', 'egress') === undefined)
    await inside.patch(NetworkPolicy, 'allow-egress-internet', { spec: { egress: [{}] } })
    await inside.until(NetworkPolicy, 'allow-egress-internet', (policy) => fieldAt(policy, 'spec', 'egress', 0, 'ports', 0, 'port') === 443)
    await inside.patch(NetworkPolicy, 'default-deny', { spec: { podSelector: { matchLabels: { app: 'nobody' } } } })
    await inside.until(NetworkPolicy, 'default-deny', (policy) => isObject(fieldAt(policy, 'spec', 'podSelector')) && fieldAt(policy, 'spec', 'podSelector', 'matchLabels') === undefined)
    await inside.remove(NetworkPolicy, 'allow-dns')
    await inside.until(NetworkPolicy, 'allow-dns', (policy) => policy !== undefined)
    await inside.patch(Deployment, 'web', { spec: { replicas: 3 } })
    await inside.until(Deployment, 'web', (web) => fieldAt(web, 'spec', 'replicas') === 1)
    await ground.until(phaseIs('Ready'))
    t.equal(await webUid(ground), uid, 'the Deployment is the same')
  },
}

export const restarted: Scenario = {
  team: 'restarts',
  name: 'a database that restarts takes nothing with it',
  play: async (ground, t) => {
    await readyOne(ground)
    await atRest(ground)
    const [before, uid] = [ground.writes().length, await webUid(ground)]
    const [web, database] = [await podsOf(ground, 'web'), await podsOf(ground, 'postgres')]
    await ground.inside.remove(Pod, 'postgres-0')
    await ground.inside.until(Pod, 'postgres-0', (pod) => pod !== undefined && uidOf(pod) !== uidOf(database[0]))
    await ground.until(phaseIs('Ready'))
    await atRest(ground)
    t.equal(await webUid(ground), uid, 'the Deployment is the same')
    t.strictSame((await podsOf(ground, 'web')).map(uidOf), web.map(uidOf), 'and so is its pod')
    t.strictSame(ground.writes().slice(before).filter(({ resource }) => resource !== 'environments'), [], 'only the status was written')
  },
}

export const suspended: Scenario = {
  team: 'suspends',
  name: 'a suspended environment stops and keeps its data',
  play: async (ground, t) => {
    await readyOne(ground)
    const claims = (await ground.inside.list(PersistentVolumeClaim)).map(uidOf).toSorted()
    const uid = await webUid(ground)
    t.equal(claims.length, 2)
    await ground.edit({ spec: { suspend: true } })
    await ground.until(phaseIs('Suspended'))
    for (const app of ['web', 'postgres']) await untilPods(ground, app, 0)
    t.equal(fieldAt(await ground.inside.get(StatefulSet, 'postgres'), 'spec', 'replicas'), 0)
    t.strictSame((await ground.inside.list(PersistentVolumeClaim)).map(uidOf).toSorted(), claims)
    await ground.edit({ spec: { suspend: false } })
    await ground.until(phaseIs('Ready'))
    for (const app of ['web', 'postgres']) await untilPods(ground, app, 1)
    t.equal(await webUid(ground), uid, 'the Deployment is the same')
    t.strictSame((await ground.inside.list(PersistentVolumeClaim)).map(uidOf).toSorted(), claims, 'the claims are the same')
  },
}
