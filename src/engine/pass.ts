import type { Kind } from '../kit/kind.ts'
import type { Api } from './api.ts'
import type { AppliedCache } from './applied-cache.ts'
import type { Customize } from './customize.ts'
import type { Discovery } from './discovery.ts'
import type { HookClient } from './hook-client.ts'
import type { Informer } from './informer.ts'
import type { Clock } from './object-store.ts'
import type { Registration } from './registration.ts'

/** Everything that one pass over one parent works with. */
export interface Pass<Of extends Registration = Registration> {
  readonly registration: Of
  /** Kind of the parent. */
  readonly kind: Kind
  readonly clock: Clock
  readonly api: Api
  readonly discovery: Discovery
  readonly hooks: HookClient
  readonly customize: Customize
  /** Of server-side apply; shared by all controllers. */
  readonly applied: AppliedCache
  /** Caches of parents, children and namespaces. */
  readonly cache: (kind: Kind) => Informer
  /** Caches of related objects: the first use of one makes its changes call parents. */
  readonly relatedCache: (kind: Kind) => Informer
  /** Makes one more pass after so many milliseconds. */
  readonly again: (milliseconds: number) => void
}
