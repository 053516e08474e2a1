import { isObject, parseJsonText } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { FixtureTooLarge } from '../errors.ts'
import type { ProgramCall } from '../traffic/traffic.ts'
import { find, findAll, keep } from './kept-text.ts'
import type { Kept, Shelf } from './kept-text.ts'

/** A ConfigMap takes 1 MiB; what stands around the call needs room too. */
const mostBytes = 1_000_000

/** Calls of a program that were pinned: part of every check from then on. */
export const fixturesOf = async (shelf: Shelf, program: string): Promise<readonly ProgramCall[]> =>
  (await findAll(shelf, program, 'fixture')).flatMap(callOf)

/** The object was written by the Studio; one that somebody edited by hand may be anything. */
const callOf = ({ data: { call = '' } }: Kept): readonly ProgramCall[] => {
  try {
    const value = parseJsonText(call)
    return isObject(value) && typeof value['id'] === 'string' && isObject(value['request']) ? [trusted<ProgramCall>(value)] : []
  } catch {
    return []
  }
}

/** Keeps a call for good. Throws FixtureTooLarge. */
export const pin = async (shelf: Shelf, call: ProgramCall, user: string): Promise<void> => {
  const text = JSON.stringify(call)
  const bytes = Buffer.byteLength(text)
  if (bytes > mostBytes) throw new FixtureTooLarge(bytes)
  const label = { program: call.program, purpose: 'fixture', of: call.id } as const
  if (await find(shelf, label) === undefined) await keep(shelf, label, { data: { call: text, pinnedBy: user }, before: undefined })
}
