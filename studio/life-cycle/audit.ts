import type { Clock, ObjectStore, StoredObject } from '../../src/engine/object-store.ts'
import { kind } from '../../src/kit/kind.ts'
import { timestamp } from '../../src/kit/timestamp.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import type { Log } from '../../src/server/log.ts'
import type { HookProgram } from '../../hooks/program/hookprogram/resource.ts'

/** What is worth a line that nobody takes back. */
export interface AuditEntry {
  readonly action: 'save' | 'approve' | 'publish' | 'override' | 'rollback' | 'canary' | 'clearCanary' | 'autoRollback' | 'replaySecrets' | 'prune'
  readonly user: string
  readonly program: Pick<HookProgram, 'metadata'>
  readonly revision?: string | undefined
  readonly reason?: string | undefined
}

/** Keeps a record of what was done, after it was done. Never throws: what was done is done. */
export type Audit = (entry: AuditEntry) => Promise<void>

const Event = kind('v1', 'Event', 'events')

const reasons: Readonly<Record<AuditEntry['action'], string>> = {
  save: 'Saved', approve: 'Approved', publish: 'Published', override: 'ChecksOverridden', rollback: 'RolledBack', canary: 'CanaryStarted',
  clearCanary: 'CanaryEnded', autoRollback: 'AutoRolledBack', replaySecrets: 'SecretsReplayed', prune: 'Pruned',
}

/** Writes a log line, and an Event of the program where the store takes one. */
export const buildAudit = ({ own, clock, log }: { readonly own: ObjectStore; readonly clock: Clock; readonly log: Log }): Audit => {
  let count = 0
  return async (entry) => {
    const { program: { metadata: { name } }, ...said } = entry
    log.info({ audit: true, program: name, ...said }, 'audit')
    try {
      count += 1
      await own.create(Event, eventOf(entry, clock.now(), count))
    } catch (cause) {
      log.warn({ program: name, reason: cause instanceof Error ? cause.message : String(cause) }, 'no Event was made; the line above stands')
    }
  }
}

/** Events of what has no namespace are in `default`: the API server takes them nowhere else. */
const eventOf = ({ action, user, program: { metadata }, revision, reason }: AuditEntry, now: number, count: number): StoredObject => trusted<StoredObject>({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: `${metadata.name}.${now.toString(16)}${process.pid.toString(16)}${count.toString(16)}`, namespace: 'default' },
  involvedObject: { apiVersion: 'studio.kaspr.io/v1alpha1', kind: 'HookProgram', name: metadata.name, ...(metadata.uid === undefined ? {} : { uid: metadata.uid }) },
  reason: reasons[action],
  message: [`${reasons[action]} by ${user}`, revision, reason].filter((part) => part !== undefined).join(': ').slice(0, 1000),
  type: action === 'override' ? 'Warning' : 'Normal',
  source: { component: 'kaspr-hooks-studio' },
  firstTimestamp: timestamp(now),
  lastTimestamp: timestamp(now),
  count: 1,
})
