import type { Change, KindName } from '../server/object-table.ts'

/** Key of an object in the queue of a controller: `namespace/name`. */
export type Key = string

/** When to look at a key again. */
export interface Again {
  readonly milliseconds: number
  /** The cluster counts as being at rest until then. */
  readonly isQuiet?: boolean
}

/** A control loop: it looks at one key at a time and brings what is there nearer to what is wanted. */
export interface Controller {
  readonly name: string
  /** Which keys a change of a kind concerns. */
  readonly watches: readonly (readonly [kind: KindName, keys: (change: Change) => readonly Key[]])[]
  /** Which keys a change of any kind concerns. */
  readonly watchesAll?: (change: Change) => readonly Key[]
  /** Everything that there is to look at. */
  readonly keys: () => readonly Key[]
  /** An error, such as a refusal of the API server, makes it come back later. */
  readonly reconcile: (key: Key) => Again | undefined
  /** Drops what was kept in memory. */
  readonly forget?: () => void
  /** How long after a change it looks; a short moment when absent. */
  readonly delay?: () => number
}

export const keyOf = ({ metadata: { name, namespace } }: { readonly metadata: { readonly name: string; readonly namespace?: string | undefined } }): Key =>
  `${namespace ?? ''}/${name}`

export const placeOf = (key: Key): { readonly name: string; readonly namespace: string | undefined } => {
  const slash = key.indexOf('/')
  return { name: key.slice(slash + 1), namespace: slash === 0 ? undefined : key.slice(0, slash) }
}
