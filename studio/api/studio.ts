import type { Gate } from '../gate/gate.ts'
import type { Authoring } from '../authoring/authoring.ts'
import type { Traffic } from '../traffic/traffic.ts'
import type { Clock, ObjectStore } from '../../src/engine/object-store.ts'
import type { Sandboxes } from '../../src/sandbox/sandbox.ts'
import type { Log } from '../../src/server/log.ts'
import type { Audit } from '../life-cycle/audit.ts'
import type { Shelf } from '../life-cycle/kept-text.ts'
import type { Session } from '../life-cycle/session.ts'
import type { Identity, User } from './identity.ts'
import type { News } from './news.ts'
import type { ProgramTypes } from './program-types.ts'
import type { StudioMeter } from './studio-metrics.ts'

/** What a Studio is made of. */
export interface StudioOptions {
  readonly identity: Identity
  /** The Studio's own view of the cluster. */
  readonly own: ObjectStore
  readonly clock: Clock
  readonly authoring: Authoring
  readonly traffic: Traffic
  readonly sandboxes: Sandboxes
  readonly gate: Gate
  /** Where drafts and fixtures are kept. */
  readonly namespace: string
  readonly release: string
  readonly log: Log
  /** Between two rounds of what it does by itself; 15 s and an hour when absent. */
  readonly every?: { readonly errors?: number; readonly prune?: number }
}

/** What the routes share. */
export interface Studio extends StudioOptions {
  readonly shelf: Shelf
  readonly audit: Audit
  readonly types: ProgramTypes
  readonly news: News
  readonly meter: StudioMeter
}

/** Somebody at work. */
export const sessionOf = ({ identity, own, clock, audit }: Studio, user: User): Session =>
  ({ user: user.name, store: identity.storeFor(user), own, clock, audit })
