import { finalizersOf, isDeleting, uidOf, withMetadata } from '../../engine/metadata.ts'
import type { StoredObject } from '../../engine/object-store.ts'
import { compareQuantities } from '../../kit/quantity.ts'
import type { JsonObject } from '../../protocol/json.ts'
import { trusted } from '../../protocol/trusted.ts'
import { objectOf, specOf, statusOf } from '../json-fields.ts'
import { claims, pods, storageClasses } from '../kinds.ts'
import { claimNames, usesClaim, waitsForPod } from '../pods/volumes.ts'
import type { Api } from '../server/api-server.ts'
import type { Again, Controller } from './controller.ts'
import { keyOf, placeOf } from './controller.ts'
import type { ControllerParts } from './controller-parts.ts'

const protection = 'kubernetes.io/pvc-protection'

interface Look {
  readonly parts: ControllerParts
  readonly api: Api
  readonly claim: StoredObject
  /** When a claim is bound, or has grown, by uid. */
  readonly due: Map<string, number>
}

/**
 * Binds claims, lets them grow, and lets them go once no pod uses them. Volumes are not stored: a claim only gets the
 * name of one. A claim of a class that does not exist waits.
 */
export const claimController = (parts: ControllerParts): Controller => {
  const api = parts.server.as('persistentvolume-controller')
  const { table } = parts.server.parts
  const due = new Map<string, number>()
  return {
    name: 'PersistentVolumeClaim',
    watches: [
      [claims, ({ object }) => [keyOf(object)]],
      [storageClasses, () => table.list(claims).filter((claim) => statusOf(claim)['phase'] === 'Pending').map(keyOf)],
      [pods, ({ type, object }) => type === 'Deleted' ? claimNames(object).map((name) => `${object.metadata.namespace ?? ''}/${name}`) : []],
    ],
    keys: () => table.list(claims).map(keyOf),
    reconcile: (key) => {
      const { name, namespace } = placeOf(key)
      const claim = table.find(claims, name, namespace)
      return claim === undefined ? undefined : look({ parts, api, claim, due })
    },
    forget: () => { due.clear() },
  }
}

const look = (given: Look): Again | undefined => {
  if (isDeleting(given.claim)) return release(given)
  return statusOf(given.claim)['phase'] === 'Bound' ? grow(given) : bind(given)
}

/** The protection goes when no pod that has a node uses the claim. */
const release = ({ parts, api, claim }: Look): undefined => {
  const { name, namespace } = claim.metadata
  const isUsed = parts.server.parts.table.list(pods, namespace).some((pod) => specOf(pod)['nodeName'] !== undefined && usesClaim(pod, name))
  const finalizers = finalizersOf(claim).filter((finalizer) => finalizer !== protection)
  if (!isUsed && finalizers.length < finalizersOf(claim).length) api.update(claims, withMetadata(claim, { finalizers: finalizers.length === 0 ? undefined : finalizers }))
}

/** Waits until its time has come; undefined then. */
const wait = ({ parts, claim, due }: Look, delay: () => number): Again | undefined => {
  const now = parts.work.now()
  const at = due.get(uidOf(claim)) ?? now + delay()
  due.set(uidOf(claim), at)
  if (now < at) return { milliseconds: at - now }
  due.delete(uidOf(claim))
  return undefined
}

const sizeOf = (claim: StoredObject): JsonObject => objectOf(objectOf(specOf(claim)['resources'])['requests'])

const bind = (given: Look): Again | undefined => {
  const { parts, api, claim } = given
  const storageClass = parts.server.parts.table.find(storageClasses, String(specOf(claim)['storageClassName'] ?? ''))
  if (storageClass === undefined || waitsForPod(parts.server.parts.table, claim)) return undefined
  const again = wait(given, parts.delays.bind)
  if (again !== undefined) return again
  const provisioner = String(storageClass['provisioner'])
  const bound = withMetadata(claim, {
    annotations: {
      ...claim.metadata.annotations,
      'pv.kubernetes.io/bind-completed': 'yes',
      'pv.kubernetes.io/bound-by-controller': 'yes',
      'volume.beta.kubernetes.io/storage-provisioner': provisioner,
      'volume.kubernetes.io/storage-provisioner': provisioner,
    },
  })
  const stored = api.amend(trusted<StoredObject>({ ...bound, spec: { ...specOf(claim), volumeName: `pvc-${uidOf(claim)}` } } satisfies JsonObject))
  api.setStatus(stored, { phase: 'Bound', accessModes: specOf(claim)['accessModes'] ?? [], capacity: sizeOf(claim) })
  return undefined
}

const grow = (given: Look): Again | undefined => {
  const { parts, api, claim } = given
  const { capacity } = statusOf(claim)
  const isSmaller = compareQuantities(String(objectOf(capacity)['storage'] ?? '0'), String(sizeOf(claim)['storage'] ?? '0')) === -1
  if (!isSmaller) return undefined
  const again = wait(given, parts.delays.expand)
  if (again === undefined) api.setStatus(claim, { ...statusOf(claim), capacity: sizeOf(claim) })
  return again
}
