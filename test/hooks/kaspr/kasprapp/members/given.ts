import type { App } from '../../../../../hooks/kaspr/kasprapp/app.ts'
import { notJoined } from '../../../../../hooks/kaspr/kasprapp/joins.ts'
import type { MemberEntry } from '../../../../../hooks/kaspr/kasprapp/members/member-entries.ts'
import type { Gate } from '../../../../../hooks/kaspr/kasprapp/members/rebalance-gate.ts'
import { later } from '../../../../../hooks/kaspr/kasprapp/members/report.ts'
import type { Report } from '../../../../../hooks/kaspr/kasprapp/members/report.ts'
import { namesOf } from '../../../../../hooks/kaspr/kasprapp/names.ts'
import type { KasprAppStatus } from '../../../../../hooks/kaspr/kasprapp/spec/status.ts'
import type { ObservedMember, OperationOutcome } from '../../../../../hooks/kaspr/kasprmemberset/resource.ts'
import { kasprSettings } from '../../../../../hooks/kaspr/settings.ts'
import { trusted } from '../../../../../src/protocol/trusted.ts'

export const now = '2026-01-02T00:00:00Z'
/** A moment so many seconds after `now`. */
export const at = (seconds: number): string => later(now, seconds)

export interface AppGiven {
  readonly replicas?: number
  /** Members that the StatefulSet has; null: there is none. */
  readonly current?: number | null
  readonly isPaused?: boolean
  readonly mode?: 'direct'
  readonly annotations?: Readonly<Record<string, string>>
  readonly settings?: Readonly<Record<string, string>>
  readonly before?: Partial<KasprAppStatus>
  readonly report?: Report
  readonly parts?: readonly object[]
}

/** An app as far as decisions about its members read it: three members, all there. */
export const appWith = ({ replicas = 3, current = replicas, mode, settings = {}, report = reportWith(), ...more }: AppGiven = {}): App => trusted<App>({
  name: 'orders', namespace: 'shop', names: namesOf('orders'), spec: { ...(mode === undefined ? {} : { scaling: { mode } }) },
  annotations: {}, isPaused: false, parts: [], before: {}, ...more,
  settings: kasprSettings(settings), replicas, joins: notJoined,
  observed: { statefulSet: current === null ? undefined : { metadata: {}, spec: { replicas: current } }, report },
})

export const reportWith = (more: Partial<Report> = {}): Report =>
  ({ state: 'fresh', observedAt: now, members: [], claims: [], packagesClaim: undefined, outcomes: [], asked: [], known: [], ...more })

export const observed = (id: number, more: Partial<ObservedMember> = {}): ObservedMember =>
  ({ id, pod: `orders-app-${id}`, podUID: `uid-${id}`, ready: true, answered: true, leader: id === 0, rebalancing: false, recovering: false, ...more })

export const entry = (id: number, more: Partial<MemberEntry> = {}): MemberEntry =>
  ({ id, leader: id === 0, rebalancing: false, recovering: false, podUID: `uid-${id}`, lastTransitionTime: now, ...more })

export const outcome = (id: string, state: OperationOutcome['state'], more: Partial<OperationOutcome> = {}): OperationOutcome => ({ id, state, attempts: 1, ...more })

/** Nothing speaks against a rebalance, unless `more` does. */
export const gateWith = (more: Partial<Gate> = {}): Gate =>
  ({ app: appWith(), rollout: { available: 3, inProgress: false }, entries: [], report: reportWith(), fingerprint: 'new', busy: undefined, now, ...more })
