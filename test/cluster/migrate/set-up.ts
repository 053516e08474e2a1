import { fieldAt } from '../../goldens/rendered.ts'
import { documentsIn } from '../harness/definitions.ts'
import { eventually } from '../harness/eventually.ts'
import { Definition, Namespace } from '../harness/objects.ts'
import { isWaiting, namespaceOf, upstreamCases } from './upstream-case.ts'
import { leave } from './leave.ts'
import { ofKind } from './sight.ts'
import { upstreamDefinitions } from './upstream-definitions.ts'
import type { World } from './world.ts'

/** Takes our definitions away. */
export const withoutDefinitions = async ({ objects }: World): Promise<void> => {
  const names = documentsIn('crds').map(({ metadata: { name } }) => name)
  for (const name of names) await objects.remove(Definition, { name })
  for (const name of names) {
    await eventually(`definition ${name} is gone`, async () => {
      const found = await objects.get(Definition, { name })
      return { done: found === undefined, seen: found?.['status'] }
    })
  }
}

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

/** Installs upstream's definitions as Helm does, and waits until they are served. */
export const withUpstreamDefinitions = async ({ api }: World): Promise<void> => {
  for (const body of upstreamDefinitions) await api.expect({ method: 'POST', path: `${definitions}?fieldManager=helm`, body })
  for (const { metadata: { name } } of upstreamDefinitions) {
    await eventually(`${name} is served`, async () => {
      const { status } = await api.call({ method: 'GET', path: `/apis/kaspr.io/v1alpha1/${name.replace('.kaspr.io', '')}` })
      return { done: status === 200, seen: status }
    })
  }
}

/** All goldens, each in a namespace, with their pods. */
export const withApps = async (world: World): Promise<void> => {
  await world.api.expect({ method: 'POST', path: '/apis/scheduling.k8s.io/v1/priorityclasses', body: { metadata: { name: 'high' }, value: 1000 } })
  await Promise.all(upstreamCases.map((one) => leave(world.api, one)))
  await membersAreThere(world)
}

/** Waits until every StatefulSet has the pods that it wants, all of its latest template, and no autoscaler wants others. */
export const membersAreThere = async ({ look }: World): Promise<void> => {
  await eventually('all members are there', async () => {
    const seen = await look('StatefulSet', 'HorizontalPodAutoscaler')
    const open = [...ofKind(seen, 'StatefulSet').filter((set) => !isSettled(set)), ...ofKind(seen, 'HorizontalPodAutoscaler').filter((scaler) => !isScaled(scaler))]
    return { done: open.length === 0, seen: open.slice(0, 3).map(({ kind, metadata: { namespace, name }, ...rest }) => [kind, namespace, name, fieldAt(rest, 'status') ?? null]) }
  })
}

type Look = Parameters<typeof isWaiting>[0]

const isSettled = (set: Look): boolean => {
  const wanted = fieldAt(set, 'spec', 'replicas')
  const count = (name: string): unknown => fieldAt(set, 'status', name) ?? 0
  return fieldAt(set, 'status', 'observedGeneration') === set.metadata.generation && count('replicas') === wanted &&
    fieldAt(set, 'status', 'currentRevision') === fieldAt(set, 'status', 'updateRevision') && (isWaiting(set) || count('readyReplicas') === wanted)
}

const isScaled = (scaler: Look): boolean => {
  const [current, most] = [fieldAt(scaler, 'status', 'currentReplicas'), fieldAt(scaler, 'spec', 'maxReplicas')]
  return current === most || fieldAt(scaler, 'metadata', 'namespace') === namespaceOf('template-pod-scheduling')
}

/** Gives the namespaces up; whoever comes next need not wait for it. */
export const withoutApps = async ({ api, objects, look }: World): Promise<void> => {
  for (const { metadata: { name, namespace = '', finalizers = [] }, kind } of (await look()).values()) {
    if (finalizers.length === 0 || !kind.startsWith('Kaspr')) continue
    const path = `/apis/kaspr.io/v1alpha1/namespaces/${namespace}/${kind.toLowerCase()}s/${name}`
    await api.call({ method: 'PATCH', path, body: { metadata: { finalizers: null } }, contentType: 'application/merge-patch+json' })
  }
  for (const { namespace } of upstreamCases) await objects.remove(Namespace, { name: namespace })
}
