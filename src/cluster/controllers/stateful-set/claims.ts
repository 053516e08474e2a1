import { Conflict } from '../../../engine/api-errors.ts'
import { described, isDeleting, metadataOf, withMetadata } from '../../../engine/metadata.ts'
import type { StoredObject } from '../../../engine/object-store.ts'
import { ownersOf, referenceTo } from '../../../engine/owner-reference.ts'
import type { OwnerReference } from '../../../engine/owner-reference.ts'
import type { JsonObject } from '../../../protocol/json.ts'
import { trusted } from '../../../protocol/trusted.ts'
import { listOf, objectOf, present } from '../../json-fields.ts'
import { claims } from '../../kinds.ts'
import { isInRange } from './stateful-set.ts'
import type { SetView } from './stateful-set.ts'

/** Name of the claim of one member. */
const claimName = ({ name }: SetView, template: JsonObject, ordinal: number): string => `${String(metadataOf(template)['name'])}-${name}-${ordinal}`

const templatesOf = ({ spec }: SetView): readonly JsonObject[] => listOf(trusted<JsonObject>(spec)['volumeClaimTemplates']).map(objectOf)

const storedClaims = (set: SetView, ordinal: number): readonly StoredObject[] =>
  templatesOf(set).flatMap((template) => set.table.find(claims, claimName(set, template, ordinal), set.namespace) ?? [])

/** Volumes of a member: its claims, then those of the template that no claim replaces. */
export const volumesOf = (set: SetView, ordinal: number, template: JsonObject): JsonObject => {
  const own = templatesOf(set).map((claim) => ({ name: metadataOf(claim)['name'] ?? '', persistentVolumeClaim: { claimName: claimName(set, claim, ordinal) } }))
  const others = listOf(objectOf(template['spec'])['volumes']).filter((volume) => !own.some(({ name }) => name === objectOf(volume)['name']))
  return own.length === 0 ? {} : { volumes: [...own, ...others] }
}

/** Makes the claims of a member that are not there yet. Throws Conflict while one of them is being deleted. */
export const makeClaims = (set: SetView, ordinal: number): void => {
  for (const template of templatesOf(set)) {
    const name = claimName(set, template, ordinal)
    const found = set.table.find(claims, name, set.namespace)
    if (found === undefined) set.api.create(claims, claimOf(set, template, name))
    else if (isDeleting(found)) throw new Conflict(described(found), 'it is being deleted')
  }
}

const claimOf = ({ namespace, spec }: SetView, template: JsonObject, name: string): JsonObject => {
  const { labels, annotations, ownerReferences, finalizers } = metadataOf(template)
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: present({ name, namespace, labels: { ...objectOf(labels), ...spec.selector.matchLabels }, annotations, ownerReferences, finalizers }),
    spec: objectOf(template['spec']),
  }
}

interface Retention {
  readonly whenDeleted: string
  readonly whenScaled: string
}

const retentionOf = ({ spec }: SetView): Retention => {
  const { whenDeleted = 'Retain', whenScaled = 'Retain' } = trusted<{ persistentVolumeClaimRetentionPolicy?: Partial<Retention> }>(spec).persistentVolumeClaimRetentionPolicy ?? {}
  return { whenDeleted, whenScaled }
}

/** Who should own the claims of a member: the set, the pod that is to go, nobody. */
const wantedOwners = (set: SetView, ordinal: number): { readonly set: boolean; readonly pod: boolean } => {
  const { whenDeleted, whenScaled } = retentionOf(set)
  const isLeaving = whenScaled === 'Delete' && !isInRange(set, ordinal)
  return { set: whenDeleted === 'Delete' && !isLeaving, pod: isLeaving }
}

const names = (owner: OwnerReference, object: { readonly apiVersion: string; readonly kind: string; readonly metadata: { readonly name: string } }): boolean =>
  owner.apiVersion === object.apiVersion && owner.kind === object.kind && owner.name === object.metadata.name

type Named = Pick<StoredObject, 'apiVersion' | 'kind' | 'metadata'>

/** A reference to something of that name which is gone: then a claim belongs to the garbage collector. */
const isStale = (claim: StoredObject, owner: Named): boolean => ownersOf(claim).some((reference) => names(reference, owner) && reference.uid !== owner.metadata.uid)

/** Whether another controller has a claim, so that it is none of ours. */
const isForeign = (claim: StoredObject, set: SetView, pod: Named): boolean =>
  ownersOf(claim).some((reference) => reference.controller === true && !names(reference, set.object) && !names(reference, pod))

/** Whether a pod may not be made yet, because its claim is still owned by its predecessor that was scaled away. */
export const hasStaleClaim = (set: SetView, ordinal: number): boolean => {
  if (retentionOf(set).whenScaled !== 'Delete') return false
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: `${set.name}-${ordinal}` } }
  return storedClaims(set, ordinal).some((claim) => isStale(claim, pod))
}

/** Gives the claims of a member the owners that the retention policy asks for; a pod that is not stored yet owns nothing. */
export const ownClaims = (set: SetView, ordinal: number, pod: StoredObject | undefined): void => {
  const member: Named = pod ?? { apiVersion: 'v1', kind: 'Pod', metadata: { name: `${set.name}-${ordinal}` } }
  const wanted = wantedOwners(set, ordinal)
  const own = [...(wanted.set ? [referenceTo(set.object)] : []), ...(wanted.pod && pod !== undefined ? [referenceTo(pod)] : [])]
  for (const claim of storedClaims(set, ordinal).filter((one) => isOurs(one, set, member))) {
    const owners = [...ownersOf(claim).filter((reference) => !names(reference, set.object) && !names(reference, member)), ...own]
    if (!sameOwners(ownersOf(claim), owners)) set.api.update(claims, withMetadata(claim, { ownerReferences: owners.length === 0 ? undefined : trusted(owners) }))
  }
}

const isOurs = (claim: StoredObject, set: SetView, member: Named): boolean =>
  !isStale(claim, set.object) && !isStale(claim, member) && !isForeign(claim, set, member)

const sameOwners = (before: readonly OwnerReference[], after: readonly OwnerReference[]): boolean =>
  before.length === after.length && after.every(({ uid, controller }) => before.some((one) => one.uid === uid && one.controller === controller))

