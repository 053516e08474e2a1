import { KasprApp } from '../../hooks/kaspr/kasprapp/resource.ts'
import { withMetadata } from '../../src/engine/metadata.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'

const key = 'kaspr.io/pause-reconciliation'

export const isPaused = ({ kind, metadata: { annotations } }: StoredObject): boolean =>
  kind === KasprApp.kind && annotations?.[key]?.toLowerCase() === 'true'

/** An app as if its pause was over: only then it shows what a move does to it. */
export const unpaused = (object: StoredObject): StoredObject => isPaused(object)
  ? withMetadata(object, { annotations: Object.fromEntries(Object.entries(object.metadata.annotations ?? {}).filter(([name]) => name !== key)) }) : object
