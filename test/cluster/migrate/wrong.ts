import { Forbidden } from '../../../src/engine/api-errors.ts'
import { eventually } from '../harness/eventually.ts'
import { Namespace, kindOf } from '../harness/objects.ts'
import { Pod } from '../family/looks.ts'
import { person, mayMove } from './person.ts'
import { migrate } from './terminal.ts'
import { namespaceOf } from './upstream-case.ts'
import type { Chapter } from './world.ts'

const here = namespaceOf('agent-one')
const forbidden = new Forbidden('', '').code

/** Before anything of Kaspr is installed. */
export const nothingThere: Chapter = async ({ migrate }, t) => {
  for (const verb of ['plan', 'apply', 'rollback']) {
    t.match(await migrate(verb), { code: 1, out: '', err: 'KH_OBJECTS_MISSING: no resources of Kaspr in the cluster\n' }, verb)
  }
}

/** What somebody may mistype; nothing of it reaches the cluster. */
export const mistyped: Chapter = async ({ migrate, audit, mover }, t) => {
  t.match(await migrate('apply', 'orders'), { code: 2, err: /^KH_USAGE: apply works on a cluster and takes no files/ }, 'the name of an app')
  t.match(await migrate('plan', 'orders'), { code: 1, err: /^KH_FILE_UNREADABLE: .*orders/ }, 'a file that is not there')
  for (const verb of ['plan', 'apply', 'rollback']) {
    t.match(await migrate(verb, '-n', 'nowhere'), { code: 1, err: 'KH_OBJECTS_MISSING: no resources of Kaspr in namespace nowhere\n' }, `${verb} in a namespace without apps`)
  }
  t.strictSame(audit.writesOf(mover.username), [])
}

/** Rights that are missing: told with verb and object, before or while it is done. */
export const notAllowed: Chapter = async ({ api, layout, reader, look, audit }, t) => {
  const before = await look()
  const refused = await migrate(reader.kubeconfig, ['apply', '-n', here])
  t.equal(refused.code, 1)
  t.match(refused.out, new RegExp(`^StatefulSet ${here}/orders-app: label controller-uid: ${forbidden}: StatefulSet ${here}/orders-app: .*cannot update resource "statefulsets" in API group "apps"`, 'm'))
  t.match(refused.out, new RegExp(`^KasprApp ${here}/orders: remove finalizer and annotations of kopf: ${forbidden}: .*cannot update resource "kasprapps"`, 'm'))
  t.match(refused.out, /^0 done, 0 done already, 9 failed, 0 planned$/m)
  t.match(audit.writesOf(reader.username).map(({ status }) => status), [403, 403, 403, 403, 403, 403, 403, 403, 403])
  t.strictSame([...(await look())].filter(([name]) => name.startsWith('KasprApp')), [...before].filter(([name]) => name.startsWith('KasprApp')))
  const without = (resource: string) => mayMove.filter(({ resources }) => !resources.includes(resource))
  const blind = await person(api, layout, { name: 'blind', rules: without('statefulsets') })
  t.match(await migrate(blind.kubeconfig, ['plan']), { code: 1, out: '', err: new RegExp(`^${forbidden}: statefulsets: .*cannot list resource "statefulsets"`) })
  const unsure = await person(api, layout, { name: 'unsure', rules: [...without('statefulsets'), { apiGroups: ['apps'], resources: ['statefulsets'], verbs: ['get', 'list', 'update'] }] })
  t.match((await migrate(unsure.kubeconfig, ['plan', '-n', here])).out, /! deployments may not be read/)
  t.match(await migrate(unsure.kubeconfig, ['apply', '-n', here]), { code: 1, err: /^KH_OPERATOR_RUNNING: .*Deployments may not be read/m })
}

const place = { name: 'kaspr-operator', namespace: 'kaspr-operator' } as const
const labels = { app: 'kaspr-operator' } as const
const deployment = {
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: place,
  spec: {
    replicas: 1, selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'operator', image: 'kasprio/kaspr-operator:0.18.51', env: [{ name: 'INITIAL_MAX_REPLICAS', value: '3' }] }] } },
  },
}

/** kaspr-operator still has a pod; then it is stopped. */
export const stillRunning: Chapter = async ({ objects, migrate, audit, mover }, t) => {
  await objects.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: place.namespace } })
  await objects.apply(deployment)
  const pods = (count: number): Promise<void> => eventually(`kaspr-operator has ${count} pods`, async () => {
    const seen = await objects.list(Pod, place.namespace)
    return { done: seen.length === count, seen: seen.map(({ status }) => status) }
  })
  await pods(1)
  t.match((await migrate('plan', '-n', here)).out, /! kaspr-operator seems to run: Deployment kaspr-operator\/kaspr-operator has pods/)
  t.match(await migrate('apply', '-n', here), { code: 1, out: '', err: /^KH_OPERATOR_RUNNING: .*Deployment kaspr-operator\/kaspr-operator has pods.*--force/m })
  t.strictSame(audit.writesOf(mover.username), [])
  await objects.patch(kindOf(deployment), place, { spec: { replicas: 0 } })
  await pods(0)
  t.match((await migrate('plan', '-n', here)).out, /! setting of kaspr-operator: INITIAL_MAX_REPLICAS is "3" there and not set here/)
  await objects.remove(Namespace, { name: place.namespace })
}
