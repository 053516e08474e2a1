import { isObject } from '../../protocol/json.ts'
import { claimRevisions } from '../claim.ts'
import { ProcessCrashed, RevisionsFailed, messageOf } from '../engine-errors.ts'
import { managesChildren } from '../finalizer.ts'
import type { SyncAnswer } from '../hook-answer.ts'
import { hookFor } from '../hook-choice.ts'
import { withField } from '../metadata.ts'
import type { ObjectGroups } from '../object-groups.ts'
import type { StoredObject } from '../object-store.ts'
import type { Pass } from '../pass.ts'
import { isRolling } from '../registered-child.ts'
import type { CompositeRegistration } from '../registration.ts'
import { equals } from '../structural-equality.ts'
import { ControllerRevision, newRevision } from './controller-revision.ts'
import { defaultFieldPaths, overlaid } from './parent-patch.ts'
import { RelativeChildren } from './relative-children.ts'
import { RevisionChildren } from './revision-children.ts'
import { rollOut } from './rollout.ts'
import type { ParentRevision } from './rollout.ts'
import { withUpdated } from './updated-condition.ts'

type RollingPass = Pass<CompositeRegistration>

/** How one revision of a parent is asked, and what was observed around it. */
export interface RevisionQuestion {
  readonly observed: ObjectGroups<StoredObject>
  readonly ask: (parent: StoredObject) => Promise<SyncAnswer>
}

/** Whether the hook is asked revision by revision: some kind rolls, and children are looked after at all. */
export const isRolledOut = (registration: CompositeRegistration, parent: StoredObject): boolean =>
  registration.children.some(isRolling) && managesChildren(registration, parent)

/**
 * One answer out of those for every revision of a parent (metacontroller.md §3.12). Writes the ControllerRevisions before
 * any child is touched. Throws RevisionsFailed, ProcessCrashed, and what the hooks' calls throw.
 */
export const rollingAnswer = async (pass: RollingPass, parent: StoredObject, { observed, ask }: RevisionQuestion): Promise<SyncAnswer> => {
  const { registration } = pass
  const claimed = await claimRevisions(pass, parent)
  const { latest, others } = await askedRevisions(pass, parent, { claimed, ask })
  const status = withUpdated(latest.answer.status, rollOut({ registration, parent, observed, latest, others }))
  const left = others.filter(({ children }) => children.count > 0)
  await writeRevisions(pass, claimed, [latest, ...left])
  for (const revision of left) keepOld(latest, revision)
  return { ...oneAnswer([latest, ...left]), status, children: latest.desired.all(), labels: {}, annotations: {} }
}

interface Claimed {
  readonly claimed: readonly StoredObject[]
  readonly ask: RevisionQuestion['ask']
}

/** Parent and ControllerRevision of a revision. */
interface Version {
  readonly parent: StoredObject
  readonly object: StoredObject
}

const askedRevisions = async (pass: RollingPass, parent: StoredObject, { claimed, ask }: Claimed): Promise<{ latest: ParentRevision; others: readonly ParentRevision[] }> => {
  const paths = pass.registration.fieldPaths ?? defaultFieldPaths
  const patch = overlaid({}, parent, paths)
  const isLatest = (object: StoredObject): boolean => equals(object['parentPatch'], patch)
  const latest = { parent, object: claimed.findLast(isLatest) ?? newRevision(pass, parent, patch) }
  const others = claimed.filter((object) => !isLatest(object)).map((object): Version => ({ parent: oldParent(parent, object, paths), object }))
  const [first, ...rest] = await Promise.allSettled([asked(pass, latest, ask), ...others.map((version) => asked(pass, version, ask))])
  return { latest: settled(first), others: rest.map(settled) }
}

const settled = (outcome: PromiseSettledResult<ParentRevision>): ParentRevision => {
  if (outcome.status === 'rejected') throw outcome.reason
  return outcome.value
}

const oldParent = (parent: StoredObject, { parentPatch }: StoredObject, paths: readonly string[]): StoredObject =>
  ({ ...parent, ...overlaid(parent, isObject(parentPatch) ? parentPatch : {}, paths) })

/** Without a hook that could be called, upstream follows a nil pointer. */
const asked = async ({ registration }: RollingPass, { parent, object }: Version, ask: RevisionQuestion['ask']): Promise<ParentRevision> => {
  if (hookFor(registration, parent) === undefined) throw new ProcessCrashed('a rolling controller has no hook for this parent')
  const answer = await ask(parent)
  return { object, children: new RevisionChildren(object['children']), answer, desired: new RelativeChildren(parent, answer.children) }
}

/** What an old revision is responsible for stays as that revision wants it. */
const keepOld = ({ desired }: ParentRevision, old: ParentRevision): void => {
  for (const name of old.children.all()) {
    const child = old.desired.find(name)
    if (child !== undefined) desired.replace(child)
  }
}

const oneAnswer = (revisions: readonly ParentRevision[]): Pick<SyncAnswer, 'resyncAfterSeconds' | 'finalized'> => {
  const delays = revisions.map(({ answer }) => answer.resyncAfterSeconds).filter((seconds) => seconds > 0)
  return { resyncAfterSeconds: delays.length === 0 ? 0 : Math.min(...delays), finalized: revisions.every(({ answer }) => answer.finalized) }
}

/** Deletes what is not wanted any longer, then makes and changes the others. The first failure ends it. */
const writeRevisions = async (pass: RollingPass, claimed: readonly StoredObject[], wanted: readonly ParentRevision[]): Promise<void> => {
  try {
    for (const object of claimed) {
      if (wanted.some((revision) => revision.object === object)) continue
      await pass.api.write({ verb: 'delete', kind: ControllerRevision, object, before: object, reason: () => 'no child is left on this revision' })
    }
    for (const revision of wanted) await writeRevision(pass, claimed, revision)
  } catch (error) {
    throw new RevisionsFailed(messageOf(error))
  }
}

const writeRevision = async ({ api }: RollingPass, claimed: readonly StoredObject[], { object, children }: ParentRevision): Promise<void> => {
  const isNew = !claimed.includes(object)
  const listed = children.toJson()
  // A revision without children never equals itself: upstream compares a missing list with an empty one, and writes.
  if (!isNew && equals(object['children'], listed)) return
  await api.write({
    verb: isNew ? 'create' : 'update', kind: ControllerRevision, before: isNew ? undefined : object,
    object: withField(object, 'children', listed.length === 0 ? undefined : listed),
    reason: () => isNew ? 'the parent has a revision that was not there before' : 'children go from one revision to another',
  })
}
