import { revisionStatus } from '../../hooks/program/hookrevision/publishing.ts'
import { HookRevision } from '../../hooks/program/hookrevision/resource.ts'
import type { HookRevisionStatus } from '../../hooks/program/hookrevision/resource.ts'
import type { Clock, ObjectStore, StoredObject } from '../../src/engine/object-store.ts'
import { timestamp } from '../../src/kit/timestamp.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { lastAppliedByKubectl } from '../../src/simulation/apply.ts'
import type { World } from '../../src/simulation/world.ts'
import { NotInStudio } from '../errors.ts'
import { programsOf } from '../life-cycle/programs.ts'
import { changeStatus } from '../life-cycle/revision-status.ts'

/** Name under which it writes. */
const voucher = 'studio'

const reason = 'applied from a file to a cluster in memory'

/** An API server that fails on demand may answer a moment later. */
const triedAgainAfter = 1000

/**
 * Lets revisions run that somebody applied to a world without their checks, as an override that says so. Those that a
 * Studio saved are its business.
 */
export const vouchForApplied = ({ cluster }: World): void => {
  if (cluster.discovery.kind(HookRevision.apiVersion, HookRevision.kind) === undefined) return
  const store = cluster.client(voucher)
  store.watch(HookRevision, ({ type, object }) => { if (type === 'Added' && isUnjudged(object)) void vouch(store, cluster.clock, object) })
}

const isUnjudged = (object: StoredObject): boolean => {
  const { checks, overrides = [] } = revisionStatus(trusted<HookRevision>(object))
  return object.metadata.annotations?.[lastAppliedByKubectl] !== undefined && checks === undefined && overrides.length === 0
}

const vouch = async (store: ObjectStore, clock: Clock, revision: StoredObject): Promise<void> => {
  try {
    const pointed = await isPointedAt(store, revision.metadata.name)
    await changeStatus(store, revision.metadata.name, (status) => vouched(status, { at: timestamp(clock.now()), pointed }))
  } catch (error) {
    if (!(error instanceof NotInStudio)) clock.after(triedAgainAfter, () => { void vouch(store, clock, revision) })
  }
}

/** Its program lets it answer for all parents, now that it is vouched for: without that note nobody could roll back to it. */
const isPointedAt = async (store: ObjectStore, name: string): Promise<boolean> =>
  (await programsOf(store)).some(({ spec: { activeRevision, policy = {} } }) => activeRevision === name && (policy.approvals ?? 0) === 0 && policy.canary !== true)

type Status = Partial<HookRevisionStatus>

const vouched = (status: Status, { at, pointed }: { readonly at: string; readonly pointed: boolean }): Status => ({
  ...status,
  overrides: [{ user: voucher, at, reason }],
  ...(pointed ? { published: [{ user: voucher, at, as: 'publish' }] } : {}),
})
