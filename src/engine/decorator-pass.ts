import { trusted } from '../protocol/trusted.ts'
import { decoratedParent } from './decorated-parent.ts'
import { annotatedChildren, decoratorAnnotation, desiredChildren } from './desired-children.ts'
import { ChildrenFailed } from './engine-errors.ts'
import { managesChildren, withFinalizer } from './finalizer.ts'
import { goOrdered } from './go-ordered.ts'
import { decoratorAnswer } from './hook-answer.ts'
import type { SyncAnswer } from './hook-answer.ts'
import { askHook } from './hook-choice.ts'
import { manageChildren } from './manage-children.ts'
import { uidOf } from './metadata.ts'
import { ObjectGroups } from './object-groups.ts'
import type { StoredObject } from './object-store.ts'
import type { Pass } from './pass.ts'
import { concerns } from './registration.ts'
import type { DecoratorRegistration } from './registration.ts'
import { relatedObjects } from './related-objects.ts'

/** One pass of a DecoratorController over a target as the cache has it (metacontroller.md §3.13). Throws why it failed. */
export const decoratorPass = async (pass: Pass<DecoratorRegistration>, cached: StoredObject): Promise<void> => {
  const target = goOrdered(await withFinalizer(pass, cached))
  if (!concerns(pass.registration, target)) return
  const attachments = attachmentsOf(pass, target)
  const related = await relatedObjects(pass, target)
  const answer = await ask(pass, target, { attachments, related })
  if (answer.resyncAfterSeconds > 0) pass.again(answer.resyncAfterSeconds * 1000)
  if (!await decoratedParent(pass, target, answer)) return
  await settle(pass, target, { attachments, answer })
}

const settle = async (
  pass: Pass<DecoratorRegistration>,
  target: StoredObject,
  { attachments, answer }: { readonly attachments: ObjectGroups<StoredObject>; readonly answer: SyncAnswer },
): Promise<void> => {
  // The target from before its finalizer went: its last attachments are still looked after.
  if (!managesChildren(pass.registration, target)) return
  const desired = annotatedChildren(desiredChildren(answer.children, target), pass.registration.name)
  const failures = await manageChildren(pass, { parent: target, observed: attachments, desired })
  if (failures.length > 0) throw new ChildrenFailed(failures.join('; '))
}

/** What the target controls and this decorator made. Nothing is adopted or released. */
const attachmentsOf = ({ registration, cache }: Pass<DecoratorRegistration>, target: StoredObject): ObjectGroups<StoredObject> => {
  const groups = new ObjectGroups<StoredObject>()
  for (const { kind } of registration.children) {
    groups.open(kind)
    for (const object of cache(kind).index.controlledBy(uidOf(target), target.metadata.namespace)) {
      if (object.metadata.annotations?.[decoratorAnnotation] === registration.name) groups.add(object)
    }
  }
  return groups
}

interface Observed {
  readonly attachments: ObjectGroups<StoredObject>
  readonly related: ObjectGroups<StoredObject>
}

const ask = async (pass: Pass<DecoratorRegistration>, target: StoredObject, { attachments, related }: Observed): Promise<SyncAnswer> => {
  const { body, source } = await askHook(pass, target, ({ version, finalizing }) => ({
    controller: pass.registration.object,
    object: trusted(target),
    attachments: attachments.forRequest(version, target),
    related: related.forRequest(version, target),
    finalizing,
  }))
  return decoratorAnswer(body, source)
}
