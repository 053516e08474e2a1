import { trusted } from '../protocol/trusted.ts'
import { claimChildren } from './claim.ts'
import { desiredChildren, labelledChildren } from './desired-children.ts'
import { ChildrenFailed } from './engine-errors.ts'
import { dropFinalizer, managesChildren, withFinalizer } from './finalizer.ts'
import { goOrdered } from './go-ordered.ts'
import { compositeAnswer } from './hook-answer.ts'
import type { SyncAnswer } from './hook-answer.ts'
import { askHook } from './hook-choice.ts'
import { manageChildren } from './manage-children.ts'
import type { ObjectGroups } from './object-groups.ts'
import type { StoredObject } from './object-store.ts'
import { writeStatus } from './parent-status.ts'
import type { Pass } from './pass.ts'
import { concerns } from './registration.ts'
import type { CompositeRegistration } from './registration.ts'
import { relatedObjects } from './related-objects.ts'
import { isRolledOut, rollingAnswer } from './rolling/rolling-answer.ts'

/** What was observed around a parent. */
interface Observed {
  readonly children: ObjectGroups<StoredObject>
  readonly related: ObjectGroups<StoredObject>
}

/** One pass of a CompositeController over a parent as the cache has it (metacontroller.md §3.4). Throws why it failed. */
export const compositePass = async (pass: Pass<CompositeRegistration>, cached: StoredObject): Promise<void> => {
  const parent = goOrdered(await withFinalizer(pass, cached))
  if (!concerns(pass.registration, parent)) return
  const children = await claimChildren(pass, parent)
  const related = await relatedObjects(pass, parent)
  const answer = await answerOf(pass, parent, { children, related })
  if (answer.resyncAfterSeconds > 0) pass.again(answer.resyncAfterSeconds * 1000)
  const current = answer.finalized ? await dropFinalizer(pass, parent, 'the hook has finished') : parent
  await settle(pass, current, { children, answer })
}

const answerOf = (pass: Pass<CompositeRegistration>, parent: StoredObject, observed: Observed): Promise<SyncAnswer> => {
  if (!isRolledOut(pass.registration, parent)) return ask(pass, parent, observed)
  const { children } = observed
  return rollingAnswer(pass, parent, { observed: children, ask: async (revision) => ask(pass, revision, { children, related: await relatedObjects(pass, revision) }) })
}

const ask = async (pass: Pass<CompositeRegistration>, parent: StoredObject, { children, related }: Observed): Promise<SyncAnswer> => {
  const { body, source } = await askHook(pass, parent, ({ version, finalizing }) => ({
    controller: pass.registration.object,
    parent: trusted(parent),
    children: children.forRequest(version, parent),
    related: related.forRequest(version, parent),
    finalizing,
  }))
  return compositeAnswer(body, source)
}

/** Children first, then the status, which is written whatever became of the children. */
const settle = async (
  pass: Pass<CompositeRegistration>,
  parent: StoredObject,
  { children, answer }: { readonly children: ObjectGroups<StoredObject>; readonly answer: SyncAnswer },
): Promise<void> => {
  const desired = labelledChildren(desiredChildren(answer.children, parent), pass.registration, parent)
  const failures = managesChildren(pass.registration, parent) ? await manageChildren(pass, { parent, observed: children, desired }) : []
  const isWritten = await writeStatus(pass, parent, answer.status)
  if (isWritten && failures.length > 0) throw new ChildrenFailed(failures.join('; '))
}
