import type { ObjectDiff } from '../../src/diff/object-diff.ts'
import type { PreviewRow } from './preview-row.ts'

/** Kinds whose objects hold data, or hold what does. */
export const precious: ReadonlySet<string> = new Set(['StatefulSet', 'PersistentVolumeClaim', 'Namespace'])

/** Above this share of the parents a change is a large one. */
const largeShare = 0.2

const kindOf = ({ object }: ObjectDiff): string => object.split(' ')[0] ?? ''

/** What a person must look at in the children of one parent. */
export const childFlags = (children: readonly ObjectDiff[]): readonly string[] => children.flatMap((diff) => {
  if (diff.effect === 'deletes' && precious.has(kindOf(diff))) return [`${diff.object} is deleted`]
  if (diff.effect === 'refused') return [`${diff.object} is ${diff.reason}`]
  return diff.effect === 'replaces' ? [`${diff.object} is deleted and made again`] : []
})

/** What is changed for the parent; a status is written for the parent alone. */
export const isAffected = ({ children, active, candidate }: PreviewRow): boolean =>
  children.length > 0 || (candidate.failure !== undefined && active?.failure === undefined)

/** What a person must look at in all parents together. */
export const sharedFlags = (rows: readonly PreviewRow[]): readonly string[] => {
  const parents = new Set(rows.map(({ parent }) => parent.uid))
  const affected = new Set(rows.filter(isAffected).map(({ parent }) => parent.uid))
  if (affected.size <= parents.size * largeShare) return []
  const share = Math.round(affected.size / parents.size * 100)
  return [`${affected.size} of ${parents.size} parents are affected (${share} %)`]
}
