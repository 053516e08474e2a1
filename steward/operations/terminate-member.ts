import type { ObjectReference } from '../../src/engine/object-store.ts'
import { Pod } from '../kinds.ts'
import { numberedName } from '../numbered-name.ts'
import type { Action, Ordered } from './action.ts'
import { deleteWithUid, isLeaving } from './delete-with-uid.ts'
import { failed, lostToRestart, succeeded } from './result.ts'

const defaultGracePeriodSeconds = 10

/** Deletes the pod of one member, and only that very pod (kaspr-lifecycle.md 6.4). */
export const terminateMember: Action = {
  act: async ({ store, clock }, ordered) => {
    const named = podOf(ordered)
    if (typeof named === 'string') return failed(named)
    const { gracePeriodSeconds = defaultGracePeriodSeconds } = ordered.operation
    const isDeleted = await deleteWithUid(store, clock, { reference: named.reference, options: { uid: named.uid, propagation: 'Background', gracePeriodSeconds } })
    return succeeded(isDeleted ? `Pod ${named.reference.name} deleted` : `Pod ${named.reference.name} was gone already`)
  },
  settle: async ({ store }, ordered) => {
    const named = podOf(ordered)
    if (typeof named === 'string') return failed(named)
    return await isLeaving(store, named.reference, named.uid) ? succeeded(`Pod ${named.reference.name} is gone`) : lostToRestart
  },
}

interface Named {
  readonly reference: ObjectReference
  readonly uid: string
}

/** A text says why nothing may be deleted: what a set asks for never reaches beyond its own members. */
const podOf = ({ set: { namespace, spec }, operation: { pod = '', podUID = '' } }: Ordered): Named | string => {
  if (podUID === '') return 'podUID is missing: no pod is deleted by its name alone'
  if (numberedName(pod)?.prefix !== `${spec.statefulSet}-`) return `Pod ${pod} is no member of ${spec.statefulSet}`
  return { reference: { kind: Pod, name: pod, namespace }, uid: podUID }
}
