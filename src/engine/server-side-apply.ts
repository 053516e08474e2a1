import { sha256Hex } from '../kit/hash.ts'
import { lastAppliedAnnotation } from '../kit/last-applied.ts'
import type { JsonObject } from '../protocol/json.ts'
import { trusted } from '../protocol/trusted.ts'
import { codeOf, isConflict, isNotFound } from './api-errors.ts'
import type { Write } from './api.ts'
import { owned, systemFields, withoutLastApplied } from './apply.ts'
import { ApplyRefused, messageOf } from './engine-errors.ts'
import { goJson } from './go-json.ts'
import { pointerTo } from './json-pointer.ts'
import type { ServedKind } from './discovery.ts'
import { described, generationOf, isDeleting, uidOf, withField, withMetadata } from './metadata.ts'
import type { StoredObject } from './object-store.ts'
import type { Pass } from './pass.ts'
import type { ChildMethod } from './registered-child.ts'
import { equals } from './structural-equality.ts'

/** A child that is to be applied on the server. */
export interface AppliedChild {
  readonly kind: ServedKind
  readonly wanted: StoredObject
  readonly found: StoredObject | undefined
  readonly method: ChildMethod
}

interface Turn {
  readonly pass: Pass
  readonly kind: ServedKind
  /** What is sent. */
  readonly body: StoredObject
  readonly hash: string
}

/**
 * Brings one child in line by server-side apply (metacontroller.md §4.5). Says whether it has to be deleted and made anew.
 * Throws ApplyRefused, and what the server refuses.
 */
export const applyOnServer = async (pass: Pass, parent: StoredObject, { kind, wanted, found, method }: AppliedChild): Promise<'done' | 'recreate'> => {
  if (found !== undefined && isDeleting(found)) return 'done'
  const body = comparable(trusted<StoredObject>(owned(wanted, parent)))
  const turn: Turn = { pass, kind, body, hash: sha256Hex(goJson(body)) }
  if (found === undefined) return applied(turn, undefined)
  if (pass.applied.holds(found, turn.hash)) return 'done'
  switch (method) {
    case 'OnDelete': return settled(turn, found)
    case 'Recreate': case 'RollingRecreate': return tried(turn, found)
    default: return await withoutAnnotation(turn, found) ? applied(turn, found) : 'done'
  }
}

/** Without what only the server sets, status and the annotation of dynamic apply. */
const comparable = (object: StoredObject): StoredObject => {
  const cleared = Object.fromEntries(systemFields.map((name) => [name, undefined]))
  return trusted<StoredObject>(withoutLastApplied(withField(withMetadata(object, cleared), 'status', undefined)))
}

const settled = ({ pass, hash }: Turn, stored: StoredObject): 'done' => {
  pass.applied.set(stored, hash)
  return 'done'
}

const applied = async (turn: Turn, found: StoredObject | undefined): Promise<'done'> => {
  const reason = (): string => found === undefined ? 'the answer wants it and it is not there: applied on the server' : 'it is not as it was after the last time: applied on the server'
  try {
    return settled(turn, await turn.pass.api.apply(writeOf(turn, found, reason), optionsOf(turn, false)))
  } catch (error) {
    if (isConflict(error)) return 'done'
    throw error
  }
}

const writeOf = ({ kind, body }: Turn, before: StoredObject | undefined, reason: () => string): Write =>
  ({ verb: before === undefined ? 'create' : 'update', kind, object: body, before, reason })

const optionsOf = ({ pass: { registration: { fieldManager = 'metacontroller' } } }: Turn, isDryRun: boolean): { readonly fieldManager: string; readonly isDryRun: boolean } =>
  ({ fieldManager, isDryRun })

/** What the server would make of it decides. A counted kind counts in a dry run as well, so that it is never made anew. */
const tried = async (turn: Turn, found: StoredObject): Promise<'done' | 'recreate'> => {
  const dry = await dryRun(turn, found)
  if (dry === undefined) return settled(turn, found)
  if (generationOf(dry) !== generationOf(found) || uidOf(dry) !== uidOf(found)) {
    throw new ApplyRefused(described(found), `the generation changed from ${generationOf(found)} to ${generationOf(dry)} or the uid did, so it is not made anew`)
  }
  if (!equals(trusted<JsonObject>(comparable(dry)), comparable(found))) return 'recreate'
  return settled(turn, found)
}

/** Undefined for what the server would never take: nobody hears of it. */
const dryRun = async (turn: Turn, found: StoredObject): Promise<StoredObject | undefined> => {
  try {
    return await turn.pass.api.apply(writeOf(turn, found, () => 'a dry run'), optionsOf(turn, true))
  } catch (error) {
    if (['KH_API_BAD_REQUEST', 'KH_API_FORBIDDEN'].includes(codeOf(error))) return undefined
    throw new ApplyRefused(described(found), `the dry run failed: ${messageOf(error)}`)
  }
}

/** False when the child is gone meanwhile. */
const withoutAnnotation = async ({ pass, kind, body }: Turn, found: StoredObject): Promise<boolean> => {
  if (found.metadata.annotations?.[lastAppliedAnnotation] === undefined) return true
  const path = pointerTo(['metadata', 'annotations', lastAppliedAnnotation])
  try {
    await pass.api.patch({ verb: 'update', kind, object: body, before: found, reason: () => 'it was under dynamic apply before' }, [{ op: 'remove', path }])
    return true
  } catch (error) {
    if (isNotFound(error)) return false
    throw error
  }
}
