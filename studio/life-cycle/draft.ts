import { mostSource } from '../../hooks/program/hookrevision/resource.ts'
import { SourceTooLarge } from '../errors.ts'
import { drop, find, keep } from './kept-text.ts'
import type { Kept, Label, Shelf } from './kept-text.ts'

/** Unsaved work of one person on one program. */
export interface Draft {
  readonly source: string
  /** Revision that it began with. */
  readonly base?: string
}

/** A draft with its version. */
export interface KeptDraft extends Draft { readonly resourceVersion: string }

export interface DraftOf { readonly program: string; readonly user: string }

const labelOf = ({ program, user }: DraftOf): Label => ({ program, purpose: 'draft', of: user })

const draftOf = ({ data: { source = '', base }, resourceVersion }: Kept): KeptDraft => ({ source, resourceVersion, ...(base === undefined ? {} : { base }) })

export const findDraft = async (shelf: Shelf, of: DraftOf): Promise<KeptDraft | undefined> => {
  const kept = await find(shelf, labelOf(of))
  return kept === undefined || kept.data['user'] !== of.user ? undefined : draftOf(kept)
}

/** `check` is told what is there and throws when that is not what the person knows. Throws SourceTooLarge, Conflict, AlreadyExists. */
export const putDraft = async (shelf: Shelf, of: DraftOf, { draft: { source, base }, check }: { readonly draft: Draft; readonly check: (before: KeptDraft | undefined) => void }): Promise<KeptDraft> => {
  const bytes = Buffer.byteLength(source)
  if (bytes > mostSource) throw new SourceTooLarge(bytes)
  const before = await find(shelf, labelOf(of))
  check(before === undefined ? undefined : draftOf(before))
  return draftOf(await keep(shelf, labelOf(of), { data: { user: of.user, source, ...(base === undefined ? {} : { base }) }, before }))
}

/** Nothing happens where there is none. */
export const dropDraft = async (shelf: Shelf, of: DraftOf, check: (before: KeptDraft | undefined) => void): Promise<void> => {
  const before = await find(shelf, labelOf(of))
  check(before === undefined ? undefined : draftOf(before))
  if (before !== undefined) await drop(shelf, before)
}
