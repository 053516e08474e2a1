import { sha256Hex } from '../../../src/kit/hash.ts'

/** A name that was cut must not end in a dot or hyphen: the next part of it begins with one. */
const cut = (name: string): string => name.slice(0, 40).replace(/[^a-z0-9]+$/, '')

/** The name stands for a slot, not for an item: two syncs that disagree about the item still want one name (oaat.md B3). */
const base = (group: string, uid: string): string => `${cut(group)}-${sha256Hex(uid).slice(0, 5)}`

/** Name of the pod of run number `sequence`; with `strictSlot` the one name that all runs share. */
export const podName = ({ name, uid }: { readonly name: string; readonly uid: string }, sequence: number, strictSlot: boolean): string =>
  `${base(name, uid)}-${strictSlot ? 'slot' : sequence}`
