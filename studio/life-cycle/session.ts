import type { Clock, ObjectStore } from '../../src/engine/object-store.ts'
import type { Audit } from './audit.ts'

/** Somebody at work on programs. */
export interface Session {
  /** Who: as the API server knows the person. */
  readonly user: string
  /** Acts for this person: what it writes, the API server checks and records as theirs. */
  readonly store: ObjectStore
  /** The Studio's own: writes what nobody may forge, such as approvals, after the person's right was checked. */
  readonly own: ObjectStore
  readonly clock: Clock
  readonly audit: Audit
}
