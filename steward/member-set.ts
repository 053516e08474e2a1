import { checkOf } from '../src/kit/check.ts'
import { problemsText } from '../src/kit/problem.ts'
import type { StoredObject } from '../src/engine/object-store.ts'
import { KasprMemberSetSpec, KasprMemberSetStatus } from '../hooks/kaspr/kasprmemberset/resource.ts'

/** A member set as it is stored, with its checked parts. */
export interface MemberSet {
  readonly object: StoredObject
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly generation: number
  readonly resourceVersion: string
  readonly isDeleting: boolean
  readonly spec: KasprMemberSetSpec
  /** Empty when there is none that fits its schema. */
  readonly status: KasprMemberSetStatus
}

const knownSpec = checkOf(KasprMemberSetSpec)
const knownStatus = checkOf(KasprMemberSetStatus)

/** Reads a stored object; a text says what is wrong with its spec. */
export const memberSetOf = (object: StoredObject): MemberSet | string => {
  const { spec, status, metadata } = object
  if (!knownSpec.matches(spec)) return problemsText(knownSpec.problems(spec, 'spec'))
  const { namespace = '', name, uid = '', generation = 0, resourceVersion = '', deletionTimestamp } = metadata
  return {
    object, namespace, name, uid, generation, resourceVersion, spec,
    isDeleting: deletionTimestamp !== undefined && deletionTimestamp !== null,
    status: knownStatus.matches(status) ? status : {},
  }
}

/** A member set in words. */
export const placeOf = ({ namespace, name }: Pick<MemberSet, 'namespace' | 'name'>): string => `${namespace}/${name}`
