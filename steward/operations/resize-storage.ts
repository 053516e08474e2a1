import type { Clock, ObjectReference, ObjectStore, StoredObject } from '../../src/engine/object-store.ts'
import { PersistentVolumeClaim, StatefulSet } from '../../src/kit/kinds.ts'
import { parseQuantity } from '../../src/kit/quantity.ts'
import { wordsOf } from '../complaints.ts'
import type { Action, Ordered } from './action.ts'
import { isSmaller, withRequest } from './claim-request.ts'
import { dataClaims } from './data-claims.ts'
import { deleteWithUid, isLeaving } from './delete-with-uid.ts'
import { persistently } from './persistently.ts'
import { failed, lostToRestart, succeeded } from './result.ts'
import type { Result } from './result.ts'

/**
 * Grows every data claim, then deletes the StatefulSet and leaves its pods and claims behind (kaspr-lifecycle.md 7.5). A claim
 * that is refused ends it before anything is lost.
 */
export const resizeStorage: Action = {
  act: async ({ store, clock }, ordered) => {
    const wish = wishOf(ordered)
    if (typeof wish === 'string') return failed(wish)
    const claims = await persistently(clock, () => dataClaims(store, ordered.set))
    const smaller = claims.filter((claim) => isSmaller(claim, wish.size))
    const refusal = await grown(smaller, { store, clock, size: wish.size })
    if (refusal !== undefined) return refusal
    const isDeleted = await deleteWithUid(store, clock, { reference: wish.reference, options: { uid: wish.uid, propagation: 'Orphan' } })
    return succeeded(`${smaller.length} of ${claims.length} claims grown to ${wish.size}; StatefulSet ${wish.reference.name} ${isDeleted ? 'deleted, its pods stay' : 'was gone already'}`)
  },
  settle: async ({ store }, ordered) => {
    const wish = wishOf(ordered)
    if (typeof wish === 'string') return failed(wish)
    const isDone = await isLeaving(store, wish.reference, wish.uid) && !(await dataClaims(store, ordered.set)).some((claim) => isSmaller(claim, wish.size))
    return isDone ? succeeded(`Claims grown to ${wish.size}; StatefulSet ${wish.reference.name} is gone`) : lostToRestart
  },
}

interface Wish {
  readonly size: string
  readonly uid: string
  readonly reference: ObjectReference
}

const wishOf = ({ set: { namespace, spec }, operation: { size = '', statefulSetUID = '' } }: Ordered): Wish | string => {
  if (parseQuantity(size) === undefined) return `size: "${size}" is no quantity`
  if (statefulSetUID === '') return 'statefulSetUID is missing: no StatefulSet is deleted by its name alone'
  return { size, uid: statefulSetUID, reference: { kind: StatefulSet, name: spec.statefulSet, namespace } }
}

interface Growth {
  readonly store: ObjectStore
  readonly clock: Clock
  readonly size: string
}

/** The refusal of the first claim that cannot grow; undefined when all have grown. */
const grown = async (claims: readonly StoredObject[], growth: Growth): Promise<Result | undefined> => {
  for (const { metadata: { name, namespace } } of claims) {
    try {
      await persistently(growth.clock, () => grow({ kind: PersistentVolumeClaim, name, namespace }, growth))
    } catch (error) {
      return failed(`Claim ${name} cannot grow to ${growth.size}: ${wordsOf(error)}`)
    }
  }
  return undefined
}

/** On top of what is stored now: others write claims too. */
const grow = async (reference: ObjectReference, { store, size }: Growth): Promise<void> => {
  const claim = await store.get(reference)
  if (claim !== undefined && isSmaller(claim, size)) await store.update(PersistentVolumeClaim, withRequest(claim, size))
}
