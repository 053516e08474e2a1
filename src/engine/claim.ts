import { isNotFound } from './api-errors.ts'
import { childSelector, isSelected } from './child-selector.ts'
import { AdoptionRefused, ClaimFailed, messageOf } from './engine-errors.ts'
import type { LabelSelector } from './label-selector.ts'
import { liveUpdate } from './live-update.ts'
import { described, isDeleting, uidOf } from './metadata.ts'
import { ObjectGroups } from './object-groups.ts'
import type { StoredObject } from './object-store.ts'
import { controllerOf, referenceTo, withOwner, withoutOwner } from './owner-reference.ts'
import type { Pass } from './pass.ts'
import type { Kind } from '../kit/kind.ts'
import { NotFound } from './api-errors.ts'
import type { CompositeRegistration } from './registration.ts'
import { ControllerRevision, revisionLabels } from './rolling/controller-revision.ts'

interface Claim {
  readonly pass: Pass<CompositeRegistration>
  readonly parent: StoredObject
  readonly selector: LabelSelector
  readonly kind: Kind
  /** Asks the server once whether the parent may adopt. */
  readonly mayAdopt: () => Promise<void>
}

/**
 * Children of a parent as the caches have them: what it owns and selects; orphans are adopted, and what it owns but no
 * longer selects is released (metacontroller.md §3.7). Throws SelectorInvalid or ClaimFailed.
 */
export const claimChildren = async (pass: Pass<CompositeRegistration>, parent: StoredObject): Promise<ObjectGroups<StoredObject>> => {
  const selector = childSelector(pass.registration, parent)
  const groups = new ObjectGroups<StoredObject>()
  for (const { kind } of pass.registration.children) {
    groups.open(kind)
    const claimed = await claimKind({ pass, parent, selector, kind, mayAdopt: once(() => checkAdoption(pass, parent)) })
    for (const child of claimed) groups.add(child)
  }
  return groups
}

/** ControllerRevisions of a parent, by the same rules and two more labels (metacontroller.md §3.12, step 1). Throws as claimChildren does. */
export const claimRevisions = (pass: Pass<CompositeRegistration>, parent: StoredObject): Promise<readonly StoredObject[]> => {
  const { matchLabels, ...others } = childSelector(pass.registration, parent)
  const selector = { ...others, matchLabels: { ...matchLabels, ...revisionLabels(pass.kind) } }
  return claimKind({ pass, parent, selector, kind: ControllerRevision, mayAdopt: once(() => checkAdoption(pass, parent)) })
}

/** One failure does not keep the others from being claimed, but it fails the pass. */
const claimKind = async (claim: Claim): Promise<readonly StoredObject[]> => {
  const { pass, parent, kind } = claim
  const { index } = pass.cache(kind)
  const namespace = pass.kind.scope === 'Namespaced' ? parent.metadata.namespace : undefined
  const claimed: StoredObject[] = []
  const failures: unknown[] = []
  for (const object of [...index.controlledBy(uidOf(parent), namespace), ...index.orphans(namespace)]) {
    try {
      if (await claims(claim, object)) claimed.push(object)
    } catch (error) {
      if (!isNotFound(error)) failures.push(error)
    }
  }
  if (failures.length > 0) throw new ClaimFailed(kind.plural, failures.map(messageOf).join('; '))
  return claimed
}

const claims = async (claim: Claim, object: StoredObject): Promise<boolean> => {
  const { parent, selector } = claim
  const isOurs = isSelected(selector, object)
  if (controllerOf(object) !== undefined) {
    if (!isOurs && !isDeleting(parent)) await release(claim, object)
    return isOurs
  }
  if (!isOurs || isDeleting(parent) || isDeleting(object)) return false
  await adopt(claim, object)
  return true
}

const adopt = async ({ pass, parent, kind, mayAdopt }: Claim, object: StoredObject): Promise<void> => {
  await mayAdopt()
  await liveUpdate(pass, object, {
    kind,
    verb: 'update',
    reason: () => 'nobody controls it and its labels match: adopted',
    change: (live) => withOwner(live, referenceTo(parent)),
  })
}

const release = async ({ pass, parent, kind }: Claim, object: StoredObject): Promise<void> => {
  await liveUpdate(pass, object, {
    kind,
    verb: 'update',
    reason: () => 'its labels do not match any longer: released',
    change: (live) => withoutOwner(live, uidOf(parent)),
  })
}

/** Throws NotFound when the parent is gone, AdoptionRefused when it is being deleted or another one has its name. */
const checkAdoption = async ({ api, kind }: Pass, parent: StoredObject): Promise<void> => {
  const { name, namespace } = parent.metadata
  const live = await api.get({ kind, name, namespace })
  if (live === undefined) throw new NotFound(described(parent))
  if (uidOf(live) !== uidOf(parent) || isDeleting(live)) throw new AdoptionRefused(described(parent))
}

const once = (ask: () => Promise<void>): (() => Promise<void>) => {
  let asked: Promise<void> | undefined
  return () => (asked ??= ask())
}
