import { completed, merged } from '../apply.ts'
import type { SyncAnswer } from '../hook-answer.ts'
import type { ObjectGroups } from '../object-groups.ts'
import type { StoredObject } from '../object-store.ts'
import { groupOf } from '../../kit/kind.ts'
import type { JsonObject } from '../../protocol/json.ts'
import { trusted } from '../../protocol/trusted.ts'
import { isRolling } from '../registered-child.ts'
import { ruleOf } from '../registration.ts'
import type { CompositeRegistration } from '../registration.ts'
import { equals } from '../structural-equality.ts'
import { isSame } from './relative-children.ts'
import type { RelativeChildren } from './relative-children.ts'
import type { ChildName, RevisionChildren } from './revision-children.ts'
import { unhappiness } from './status-check.ts'
import type { Progress } from './updated-condition.ts'

/** A revision of a parent and what its hook wants. */
export interface ParentRevision {
  /** The ControllerRevision, as the cache has it or not made yet. */
  readonly object: StoredObject
  readonly children: RevisionChildren
  readonly answer: SyncAnswer
  readonly desired: RelativeChildren
}

/** Everything that a rollout looks at. */
export interface Rollout {
  readonly registration: CompositeRegistration
  readonly parent: StoredObject
  readonly observed: ObjectGroups<StoredObject>
  readonly latest: ParentRevision
  readonly others: readonly ParentRevision[]
}

/**
 * Gives children from old revisions to the latest one: those that need no change at once, of the others at most one a pass
 * (metacontroller.md §3.12, steps 4 to 7). It changes the children of the revisions and says how far the rollout is.
 */
export const rollOut = (rollout: Rollout): Progress => {
  const claims = cleanedClaims(rollout)
  takeOver(rollout, claims)
  return moveNext(rollout, claims)
}

/** Which revision is responsible for a child. */
class Claims {
  readonly #claims: { readonly child: ChildName; by: ParentRevision }[] = []

  of(child: ChildName): ParentRevision | undefined {
    return this.#find(child)?.by
  }

  set(child: ChildName, by: ParentRevision): void {
    const claim = this.#find(child)
    if (claim === undefined) this.#claims.push({ child, by })
    else claim.by = by
  }

  #find(child: ChildName): { by: ParentRevision } | undefined {
    return this.#claims.find((claim) => isSame(claim.child, child))
  }
}

const rolls = ({ registration }: Rollout, { apiGroup, kind }: ChildName): boolean => isRolling(ruleOf(registration, apiGroup, kind))

/** The latest revision counts first. A name counts once, and only while the latest answer wants it. */
const cleanedClaims = (rollout: Rollout): Claims => {
  const { latest, others } = rollout
  const claims = new Claims()
  for (const revision of [latest, ...others]) {
    revision.children.clean((child) => {
      if (!rolls(rollout, child) || latest.desired.find(child) === undefined || claims.of(child) !== undefined) return false
      claims.set(child, revision)
      return true
    })
  }
  return claims
}

/** Children that nobody claims, and those that are as the latest answer wants them. */
const takeOver = (rollout: Rollout, claims: Claims): void => {
  const { latest } = rollout
  for (const wanted of latest.desired.all()) {
    const child = latest.desired.nameOf(wanted)
    const claimant = claims.of(child)
    if (!rolls(rollout, child) || claimant === latest) continue
    if (claimant !== undefined && !isUpToDate(rollout, observedChild(rollout, child), wanted)) continue
    claimant?.children.remove(child)
    latest.children.add(child)
    claims.set(child, latest)
  }
}

const moveNext = (rollout: Rollout, claims: Claims): Progress => {
  const { latest, others } = rollout
  const next = trusted<readonly StoredObject[]>(latest.answer.children).map((child) => latest.desired.nameOf(child))
    .find((child) => rolls(rollout, child) && claims.of(child) !== latest)
  if (next === undefined) return { reason: 'OnLatestRevision', message: `latest ControllerRevision: ${latest.object.metadata.name}` }
  const waiting = latest.children.all().map((child) => reasonToWait(rollout, child)).find((reason) => reason !== undefined)
  if (waiting !== undefined) return { reason: 'RolloutWaiting', message: waiting }
  latest.children.add(next)
  for (const { children } of others) children.remove(next)
  return { reason: 'RolloutProgressing', message: `updating ${next.kind} ${next.name}` }
}

const reasonToWait = (rollout: Rollout, child: ChildName): string | undefined => {
  const { registration, latest } = rollout
  const rule = ruleOf(registration, child.apiGroup, child.kind)
  if (rule === undefined || !isRolling(rule)) return undefined
  const [observed, wanted] = [observedChild(rollout, child), latest.desired.find(child)]
  if (observed === undefined || wanted === undefined) return `missing child ${child.kind} ${child.name}`
  return isUpToDate(rollout, observed, wanted) ? unhappiness(rule, observed) : `child ${child.kind} ${child.name} is not updated yet`
}

/** Upstream looks for a bare name among keys with a namespace, so that it finds no child of a namespaced parent. */
const observedChild = ({ registration: { rollout = 'upstream' }, parent, observed }: Rollout, { apiGroup, kind, name }: ChildName): StoredObject | undefined => {
  const { namespace } = parent.metadata
  const key = rollout === 'upstream' || namespace === undefined ? name : `${namespace}/${name}`
  const groups = observed.sorted().filter((group) => group.kind === kind && groupOf(group.apiVersion) === apiGroup)
  return groups.map(({ objects }) => objects.get(key)).find((object) => object !== undefined)
}

const isUpToDate = ({ registration, parent }: Rollout, observed: StoredObject | undefined, wanted: StoredObject): boolean => {
  if (observed === undefined) return false
  const whole = completed(wanted, parent, registration.generateSelector)
  const updated = merged(observed, whole)
  return updated !== undefined && equals(updated, trusted<JsonObject>(observed))
}
