import { Deployment, Ingress, Namespace, NetworkPolicy, Pod, ResourceQuota, StatefulSet } from '../../../src/kit/kinds.ts'
import { fieldAt } from '../../goldens/rendered.ts'
import type { AuditedWrite } from '../harness/audit-log.ts'
import { atRest } from './ground.ts'
import type { Ground } from './ground.ts'
import { conditionOf, phaseIs, readyOne } from './looks.ts'
import { environment, project } from './resources.ts'
import { rests } from './resting.ts'
import type { Scenario } from './scenario.ts'

const created = (ground: Ground): readonly AuditedWrite[] => ground.writes().filter(({ verb, status }) => verb === 'create' && status < 300)

export const appeared: Scenario = {
  team: 'appears',
  name: 'an environment becomes ready, its pods keep the enforced level, and then nothing is written',
  play: async (ground, t) => {
    await readyOne(ground)
    const found = await ground.environment()
    t.equal(fieldAt(found, 'status', 'url'), `https://${ground.name}.preview.catalyst.dev/`)
    t.equal(fieldAt(conditionOf(found, 'Ready'), 'status'), 'True')
    const space = await ground.objects.get(Namespace, { name: ground.name })
    t.equal(space?.metadata.labels?.['pod-security.kubernetes.io/enforce'], 'restricted')
    const pods = await ground.inside.list(Pod)
    t.strictSame(pods.map(({ metadata: { labels } }) => labels?.['app']).toSorted(), ['postgres', 'web'], 'both were let in, by the level and by the quota')
    t.equal(fieldAt(await ground.inside.get(ResourceQuota, 'default-quota'), 'status', 'used', 'pods'), '2')
    t.equal((await ground.inside.list(NetworkPolicy)).length, 5)
    t.ok(await ground.inside.get(Ingress, 'web'))
    await rests(ground, t)
  },
}

export const staged: Scenario = {
  team: 'staged',
  name: 'nothing stands before the namespace, and the application waits for its database',
  play: async (ground, t) => {
    await ground.team.apply(project())
    // No pod is let in, so that the database cannot become ready.
    await ground.apply(environment(ground, { quota: { pods: '0' } }))
    await ground.inside.until(StatefulSet, 'postgres', (set) => set !== undefined)
    await atRest(ground)
    t.equal(await ground.inside.get(Deployment, 'web'), undefined)
    t.equal(fieldAt(await ground.environment(), 'status', 'stage'), 'services')
    await ground.edit({ spec: { quota: null } })
    await ground.until(phaseIs('Ready'))
    const order = created(ground).map(({ resource }) => resource)
    t.equal(order[0], 'namespaces')
    t.strictSame(order.filter((resource) => ['resourcequotas', 'statefulsets', 'deployments'].includes(resource)), ['resourcequotas', 'statefulsets', 'deployments'])
    t.ok(order.lastIndexOf('networkpolicies') < order.indexOf('statefulsets'), 'every policy stands before the first pod')
  },
}
