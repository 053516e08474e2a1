import { EnvironmentResource } from '../../../hooks/environment/environment/resource.ts'
import { Project } from '../../../hooks/environment/project/resource.ts'
import { Deployment, Namespace, PersistentVolumeClaim, Pod, Secret, StatefulSet } from '../../../src/kit/kinds.ts'
import { fieldAt } from '../../goldens/rendered.ts'
import type { AnyObject } from '../harness/objects.ts'
import { atRest } from './ground.ts'
import type { Ground } from './ground.ts'
import { conditionOf, podsOf, readyOne, reasonIs, uidOf, untilPods } from './looks.ts'
import type { Scenario } from './scenario.ts'

const gone = (found: AnyObject | undefined): boolean => found === undefined

/** Successful deletions by the operator, in their order. */
const deletions = (ground: Ground): readonly string[] =>
  ground.writes().filter(({ verb, status }) => verb === 'delete' && status < 300).map(({ resource }) => resource)

const claimsOf = async ({ inside }: Ground): Promise<readonly string[]> => (await inside.list(PersistentVolumeClaim)).map(uidOf).toSorted()

export const frozen: Scenario = {
  team: 'freezes',
  name: 'without its Project an environment stands still, and can still go',
  play: async (ground, t) => {
    await readyOne(ground)
    await atRest(ground)
    const before = ground.writes().length
    const pods = [...await podsOf(ground, 'web'), ...await podsOf(ground, 'postgres')].map(uidOf)
    await ground.team.remove(Project, 'shop')
    // What a hook reads is watched, but an edit must not get through either.
    await ground.edit({ spec: { environment: 'pr8' } })
    await ground.until(reasonIs('ConfigValid', 'ProjectNotFound'))
    await atRest(ground)
    t.strictSame(ground.writes().slice(before).filter(({ resource }) => resource !== 'environments'), [], 'nothing but the status is written')
    t.strictSame([...await podsOf(ground, 'web'), ...await podsOf(ground, 'postgres')].map(uidOf), pods, 'everything runs on')
    await ground.objects.remove(EnvironmentResource, { name: ground.name })
    await ground.until(gone)
    t.equal(await ground.objects.get(Namespace, { name: ground.name }), undefined)
  },
}

export const deleted: Scenario = {
  team: 'leaves',
  name: 'a deleted environment takes everything with it, in order',
  play: async (ground, t) => {
    await readyOne(ground)
    await ground.objects.remove(EnvironmentResource, { name: ground.name })
    await ground.until(gone)
    t.equal(await ground.objects.get(Namespace, { name: ground.name }), undefined, 'it goes only behind its namespace')
    const order = deletions(ground)
    t.ok(order.indexOf('deployments') < order.indexOf('statefulsets') && order.includes('deployments'), order.join(', '))
    t.ok(order.indexOf('statefulsets') < order.indexOf('persistentvolumeclaims'))
    t.equal(order.at(-1), 'namespaces')
    await ground.inside.until(PersistentVolumeClaim, 'code', gone)
    t.ok(await ground.team.get(Project, 'shop'), 'the Project stays')
  },
}

export const retained: Scenario = {
  team: 'retains',
  name: 'retained data stays until it is let go',
  play: async (ground, t) => {
    await readyOne(ground, { retainData: true })
    const { inside, objects, name } = ground
    const claims = await claimsOf(ground)
    t.equal(claims.length, 2)
    await objects.remove(EnvironmentResource, { name })
    await ground.until(reasonIs('DataRetained', 'RetainData'))
    for (const [kind, one] of [[Deployment, 'web'], [StatefulSet, 'postgres']] as const) await inside.until(kind, one, gone)
    for (const app of ['web', 'postgres']) await untilPods(ground, app, 0)
    await atRest(ground)
    const before = ground.writes().length
    t.strictSame(await claimsOf(ground), claims, 'the claims are the same')
    t.equal(fieldAt(await objects.get(Namespace, { name }), 'status', 'phase'), 'Active')
    t.ok(await inside.get(Secret, 'postgres-credentials'), 'without the password the data would be lost')
    t.match(fieldAt(conditionOf(await ground.environment(), 'DataRetained'), 'message'), /set spec\.retainData to false/)
    await atRest(ground)
    t.equal(ground.writes().length, before, 'it waits in silence')
    t.strictSame(await inside.list(Pod), [])
    await ground.edit({ spec: { retainData: false } })
    await ground.until(gone)
    t.equal(await objects.get(Namespace, { name }), undefined)
    await inside.until(PersistentVolumeClaim, 'code', gone)
  },
}
