import { equals } from './structural-equality.ts'
import type { JsonValue } from '../protocol/json.ts'
import { trusted } from '../protocol/trusted.ts'
import type { CacheEvent } from './informer.ts'
import { described, generationOf, isDeleting } from './metadata.ts'
import type { StoredObject } from './object-store.ts'
import type { ParentRule } from './registration.ts'

/** Why a change of a parent makes a pass; undefined when it makes none (metacontroller.md §3.2). */
export const causeOfParent = (rule: ParentRule, event: CacheEvent): string | undefined => {
  if (event.type === 'Modified' && rule.ignoreStatusChanges && isStatusOnly(event.old, event.object)) return undefined
  return `${described(event.object)} was ${words[event.type]}`
}

const words = { Added: 'added', Modified: 'changed', Deleted: 'deleted' } as const

/** A resync sends the very same object again: that is no change, and no reason to drop it either. */
const isStatusOnly = (old: StoredObject, current: StoredObject): boolean =>
  old !== current && !isDeleting(current) && generationOf(old) === generationOf(current) &&
  sameTexts(old.metadata.labels, current.metadata.labels) && sameTexts(old.metadata.annotations, current.metadata.annotations)

const sameTexts = (a: object | undefined, b: object | undefined): boolean => equals(trusted<JsonValue>(a ?? {}), trusted<JsonValue>(b ?? {}))
