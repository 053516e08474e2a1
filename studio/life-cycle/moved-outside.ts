import type { HookProgram } from '../../hooks/program/hookprogram/resource.ts'
import { wasPublished } from '../../hooks/program/hookrevision/publishing.ts'
import type { HookRevision } from '../../hooks/program/hookrevision/resource.ts'
import { isObject } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { turnsOf } from './history.ts'
import type { HistoryEntry } from './history.ts'

/**
 * The pointer as somebody else put it: kubectl, or a tool that applies files. The API server remembers which program wrote
 * the field last and when, but not who used it, and nothing of the moves before: those stand in its own audit log.
 */
export const movedOutside = (program: HookProgram, revisions: readonly HookRevision[]): readonly HistoryEntry[] => {
  const { activeRevision } = program.spec
  const revision = revisions.find(({ metadata: { name } }) => name === activeRevision)
  if (revision === undefined || turnsOf(revisions).at(-1)?.revision === activeRevision) return []
  const writer = pointerWriter(program)
  return writer === undefined ? []
    : [{ at: writer.at, user: '', action: wasPublished(revision) ? 'rollback' : 'publish', revision: revision.metadata.name, text: `with ${writer.manager}, not through the Studio` }]
}

const pointerWriter = ({ metadata }: HookProgram): { readonly manager: string; readonly at: string } | undefined => {
  const { managedFields } = trusted<{ readonly managedFields?: unknown }>(metadata)
  const found = (Array.isArray(managedFields) ? managedFields : []).filter(isObject).filter(({ fieldsV1 }) => writesPointer(fieldsV1))
    .map(({ manager, time }) => ({ manager: String(manager), at: String(time ?? '') }))
  return found.toSorted((a, b) => a.at < b.at ? 1 : -1)[0]
}

const writesPointer = (fields: unknown): boolean => isObject(fields) && isObject(fields['f:spec']) && 'f:activeRevision' in fields['f:spec']
