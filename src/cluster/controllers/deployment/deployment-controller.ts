import type { Deployment } from 'kubernetes-types/apps/v1.js'
import { isDeleting, metadataOf, withMetadata } from '../../../engine/metadata.ts'
import type { StoredObject } from '../../../engine/object-store.ts'
import { controllerOf, referenceTo } from '../../../engine/owner-reference.ts'
import { equals } from '../../../engine/structural-equality.ts'
import type { JsonObject } from '../../../protocol/json.ts'
import { trusted } from '../../../protocol/trusted.ts'
import { objectOf, specOf, without } from '../../json-fields.ts'
import { deployments, replicaSets } from '../../kinds.ts'
import { inBackground } from '../../server/api-server.ts'
import type { Again, Controller } from '../controller.ts'
import { keyOf, placeOf } from '../controller.ts'
import type { ControllerParts } from '../controller-parts.ts'
import { revisionHash } from '../stateful-set/revision-hash.ts'
import { availableOf, setsOf, shapeOf, sizeOf, wantedOf } from './deployment.ts'
import type { DeploymentView } from './deployment.ts'
import { bounds, newSize, recreateStep, rollingStep } from './rollout.ts'
import type { Rollout, Side } from './rollout.ts'
import { conditionIn, deadline, deploymentStatus, newSetAvailable } from './status.ts'

const hashLabel = 'pod-template-hash'
const revisionAnnotation = 'deployment.kubernetes.io/revision'

/** Rolls Deployments from one ReplicaSet to the next. Paused ones keep their sizes; ReplicaSets of others are not adopted. */
export const deploymentController = (parts: ControllerParts): Controller => {
  const api = parts.server.as('deployment-controller')
  const { table } = parts.server.parts
  return {
    name: 'Deployment',
    watches: [
      [deployments, ({ object }) => [keyOf(object)]],
      [replicaSets, ({ object }) => {
        const owner = controllerOf(object)
        return owner?.kind === 'Deployment' ? [`${object.metadata.namespace ?? ''}/${owner.name}`] : []
      }],
    ],
    keys: () => table.list(deployments).map(keyOf),
    reconcile: (key) => {
      const { name, namespace } = placeOf(key)
      const object = table.find(deployments, name, namespace)
      if (object === undefined) return undefined
      const { spec, status = {} } = trusted<Deployment>(object)
      return spec === undefined ? undefined : reconcile({ api, table, now: parts.work.now(), object, spec, status })
    },
  }
}

const reconcile = (view: DeploymentView): Again | undefined => {
  if (isDeleting(view.object)) return countOnly(view)
  const known = setsOf(view).length
  const fresh = freshSet(view)
  const isCreated = setsOf(view).length > known
  if (view.spec.paused !== true) for (const [name, replicas] of next(view, fresh)) resize(view, name, replicas)
  const status = writeStatus(view, fresh.metadata.name, isCreated)
  if (isComplete(view, status)) cleanUp(view, setsOf(view), fresh)
  const progressing = conditionIn(status, 'Progressing')
  const isMoving = progressing?.status === 'True' && progressing.reason !== newSetAvailable
  return isMoving ? { milliseconds: Math.max(1, deadline(view, progressing)), isQuiet: true } : undefined
}

/** A Deployment that is being deleted changes nothing any more, but still counts. */
const countOnly = (view: DeploymentView): undefined => {
  const fresh = setsOf(view).toSorted((a, b) => numberOf(b) - numberOf(a))[0]
  if (fresh !== undefined) writeStatus(view, fresh.metadata.name, false)
}

const writeStatus = (view: DeploymentView, fresh: string, isCreated: boolean): JsonObject => {
  const sets = setsOf(view)
  const status = deploymentStatus(view, sets, { fresh, isCreated })
  if (!equals(status, view.object['status'])) view.api.setStatus(view.object, status)
  return status
}

const templateOf = (set: StoredObject): JsonObject => {
  const template = objectOf(specOf(set)['template'])
  const metadata = metadataOf(template)
  return { ...template, metadata: { ...metadata, labels: without(objectOf(metadata['labels']), hashLabel) } }
}

const numberOf = (set: StoredObject): number => Number(set.metadata.annotations?.[revisionAnnotation] ?? 0)

/** The ReplicaSet of the template as it is now; it has the highest revision. */
const freshSet = (view: DeploymentView): StoredObject => {
  const template = trusted<JsonObject>(view.spec.template)
  const sets = setsOf(view)
  const found = sets.find((set) => equals(templateOf(set), template))
  const highest = Math.max(0, ...sets.filter((set) => set !== found).map(numberOf))
  const fresh = found ?? created(view, template)
  const revision = String(Math.max(highest + 1, numberOf(fresh)))
  const named = annotate(view, fresh, revision)
  const { annotations = {} } = view.object.metadata
  if (annotations[revisionAnnotation] !== revision) view.api.amend(withMetadata(view.object, { annotations: { ...annotations, [revisionAnnotation]: revision } }))
  return named
}

const annotate = (view: DeploymentView, set: StoredObject, revision: string): StoredObject => {
  const { annotations = {} } = set.metadata
  const { surge } = limits(view)
  const wanted = { [revisionAnnotation]: revision, 'deployment.kubernetes.io/desired-replicas': String(wantedOf(view)), 'deployment.kubernetes.io/max-replicas': String(wantedOf(view) + surge) }
  return Object.entries(wanted).every(([key, value]) => annotations[key] === value) ? set : view.api.amend(withMetadata(set, { annotations: { ...annotations, ...wanted } }))
}

const created = (view: DeploymentView, template: JsonObject): StoredObject => {
  const { api, object, spec, status } = view
  const hash = revisionHash(template, status.collisionCount ?? 0)
  const metadata = metadataOf(template)
  const labels = { ...objectOf(metadata['labels']), [hashLabel]: hash }
  return api.create(replicaSets, {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${object.metadata.name}-${hash}`,
      namespace: object.metadata.namespace ?? '',
      labels,
      annotations: without(objectOf(metadataOf(object)['annotations']), 'kubectl.kubernetes.io/last-applied-configuration'),
      ownerReferences: [trusted<JsonObject>(referenceTo(object))],
    },
    spec: {
      replicas: firstSize(view),
      minReadySeconds: spec.minReadySeconds ?? 0,
      selector: { matchLabels: { ...spec.selector.matchLabels, [hashLabel]: hash }, ...(spec.selector.matchExpressions === undefined ? {} : { matchExpressions: trusted(spec.selector.matchExpressions) }) },
      template: { ...template, metadata: { ...metadata, labels } },
    },
  })
}

/** A new ReplicaSet begins with as many pods as the rollout allows at once. */
const firstSize = (view: DeploymentView): number => {
  const old = setsOf(view).map(sideOf)
  if (view.spec.paused === true) return 0
  if (view.spec.strategy?.type === 'Recreate') return old.some(({ replicas }) => replicas > 0) ? 0 : wantedOf(view)
  return newSize({ wanted: wantedOf(view), ...limits(view), fresh: { name: '', replicas: 0, available: 0 }, old })
}

const limits = (view: DeploymentView): ReturnType<typeof bounds> =>
  view.spec.strategy?.type === 'Recreate' ? { surge: 0, unavailable: wantedOf(view) } : bounds(wantedOf(view), view.spec.strategy?.rollingUpdate)

const sideOf = (set: StoredObject): Side => ({ name: set.metadata.name, replicas: sizeOf(set), available: availableOf(set) })

const next = (view: DeploymentView, fresh: StoredObject): ReadonlyMap<string, number> => {
  const old = setsOf(view).filter(({ metadata: { name } }) => name !== fresh.metadata.name)
  const rollout: Rollout = { wanted: wantedOf(view), ...limits(view), fresh: sideOf(fresh), old: old.map(sideOf) }
  const isOldGone = old.every((set) => shapeOf(set).status.replicas === 0 && (trusted<{ status: { terminatingReplicas?: number } }>(set).status.terminatingReplicas ?? 0) === 0)
  return view.spec.strategy?.type === 'Recreate' ? recreateStep(rollout, isOldGone) : rollingStep(rollout)
}

const resize = ({ api, table, object }: DeploymentView, name: string, replicas: number): void => {
  const set = table.find(replicaSets, name, object.metadata.namespace)
  if (set !== undefined) api.update(replicaSets, { ...set, spec: { ...specOf(set), replicas } })
}

const isComplete = (view: DeploymentView, { updatedReplicas = 0, replicas = 0, availableReplicas = 0 }: JsonObject): boolean =>
  [updatedReplicas, replicas, availableReplicas].every((count) => count === wantedOf(view))

/** Old ReplicaSets without pods go, but for as many as the history keeps. */
const cleanUp = (view: DeploymentView, sets: readonly StoredObject[], fresh: StoredObject): void => {
  const idle = sets.filter((set) => set.metadata.name !== fresh.metadata.name && sizeOf(set) === 0 && shapeOf(set).status.replicas === 0 && !isDeleting(set))
  const surplus = idle.toSorted((a, b) => numberOf(a) - numberOf(b)).slice(0, Math.max(0, idle.length - (view.spec.revisionHistoryLimit ?? 10)))
  for (const { metadata: { name, namespace } } of surplus) view.api.delete({ kind: replicaSets, name, namespace }, inBackground)
}
