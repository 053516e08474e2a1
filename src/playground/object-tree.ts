import { listOf, objectOf, specOf } from '../cluster/json-fields.ts'
import type { StoredObject } from '../engine/object-store.ts'
import { controllerOf } from '../engine/owner-reference.ts'
import { uidOf } from '../engine/metadata.ts'
import { badgesOf } from './badge.ts'
import type { Badge } from './badge.ts'
import { addressOf, objectId } from './object-id.ts'
import type { ObjectAddress } from './object-id.ts'

/** An object with everything below it. */
export interface TreeNode extends ObjectAddress {
  readonly id: string
  readonly badges: readonly Badge[]
  /** Name of the controller whose parent it is. */
  readonly controller: string | undefined
  readonly children: readonly TreeNode[]
}

/** What every cluster has and nobody asked for. */
const isFurniture = ({ kind, metadata: { name } }: StoredObject): boolean =>
  kind === 'Namespace' || kind === 'StorageClass' || kind === 'ResourceQuota' ||
  (kind === 'ServiceAccount' && name === 'default') || (kind === 'ConfigMap' && name === 'kube-root-ca.crt')

/** The objects as trees by their owners: what runs comes first, and then the order in which they were made; claims that nobody owns hang below their pod. `parentOf` names the controller of a parent. */
export const objectTrees = (objects: readonly StoredObject[], parentOf: (object: StoredObject) => string | undefined): readonly TreeNode[] => {
  const shown = objects.filter((object) => !isFurniture(object))
  const byOwner = Map.groupBy(shown, ownerKey(shown))
  const nodeOf = (object: StoredObject): TreeNode => ({
    id: objectId(addressOf(object)),
    ...addressOf(object),
    badges: badgesOf(object),
    controller: parentOf(object),
    children: (byOwner.get(uidOf(object)) ?? []).map(nodeOf).toSorted(podsFirst),
  })
  return (byOwner.get('') ?? []).map(nodeOf).toSorted(podsFirst)
}

const ownerKey = (objects: readonly StoredObject[]): ((object: StoredObject) => string) => {
  const uids = new Set(objects.map(uidOf))
  const users = new Map(objects.filter(({ kind }) => kind === 'Pod').flatMap((pod) => claimsOf(pod).map((claim) => [claim, uidOf(pod)] as const)))
  return (object) => {
    const owner = controllerOf(object)?.uid ?? (object.kind === 'PersistentVolumeClaim' ? users.get(`${object.metadata.namespace}/${object.metadata.name}`) : undefined)
    return owner !== undefined && uids.has(owner) ? owner : ''
  }
}

const claimsOf = (pod: StoredObject): readonly string[] => listOf(specOf(pod)['volumes']).flatMap((volume) => {
  const name = objectOf(objectOf(volume)['persistentVolumeClaim'])['claimName']
  return typeof name === 'string' ? [`${pod.metadata.namespace}/${name}`] : []
})

const holdsPods = ({ kind, children }: TreeNode): boolean => kind === 'Pod' || children.some(holdsPods)

/** Whatever runs comes before what it only needs; pods stand in the order of their names. */
const podsFirst = (a: TreeNode, b: TreeNode): number =>
  Number(holdsPods(b)) - Number(holdsPods(a)) || (a.kind === 'Pod' && b.kind === 'Pod' ? a.name.localeCompare(b.name, 'en', { numeric: true }) : 0)
