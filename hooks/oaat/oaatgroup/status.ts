import { conditions } from '../../../src/kit/condition.ts'
import type { JsonObject } from '../../../src/kit/json.ts'
import { timestamp } from '../../../src/kit/timestamp.ts'
import { momentText, readMoment } from '../moment.ts'
import { claimsOf } from './conditions.ts'
import type { Decision } from './decision.ts'
import type { GroupInput } from './group.ts'
import { entryOf } from './ledger.ts'
import { rememberedItems } from './remembered-items.ts'
import { nextDueAt } from './selection.ts'
import { itemsOf } from './situation.ts'
import type { Situation } from './situation.ts'
import type { OaatGroupStatus, OpenRun } from './status-schema.ts'

/** RFC 3339 ends with the year 9999. */
const lastMoment = Date.UTC(9999, 11, 31)

/** The status of a group. Nothing in it follows the clock but what changed in this sync, so that it comes to rest (oaat.md B2). */
export const statusOf = (situation: Situation, decision: Decision, { parent: { metadata, status = {} }, now }: GroupInput): OaatGroupStatus => {
  const generation = metadata.generation ?? 0
  return {
    observedGeneration: generation,
    state: decision.state,
    ...lookedText(decision, status),
    oaat_action: { message: situation.invalid?.action ?? 'validated' },
    oaat_timer: { message: decision.message },
    handler_status: handlerStatus(decision, status.handler_status?.last_run),
    items: withRunning(rememberedItems(situation, decision.ledger), situation, decision),
    ...ledgerFields(decision),
    ...dueTime(situation, decision, metadata.creationTimestamp),
    conditions: conditions(status.conditions, claimsOf(situation, decision), { now, generation }),
  }
}

const lookedText = ({ looked }: Decision, { find_job: before }: Partial<OaatGroupStatus>): Pick<OaatGroupStatus, 'find_job'> => {
  const text = looked ?? before
  return text === undefined ? {} : { find_job: text }
}

const ledgerFields = ({ ledger: { sequence, run, recorded, history } }: Decision): Pick<OaatGroupStatus, 'sequence' | 'run' | 'recorded' | 'history'> =>
  ({ sequence, ...(run === undefined ? {} : { run }), recorded: [...recorded], history: [...history] })

/** What never ran is due since the group exists. */
const dueTime = (situation: Situation, { running, ledger }: Decision, created: string | null | undefined): Pick<OaatGroupStatus, 'nextDueTime'> => {
  if (running !== undefined || situation.invalid !== undefined) return {}
  const due = nextDueAt(ledger.items === situation.ledger.items ? situation.items : itemsOf(situation.group, ledger), situation.rules)
  if (due === undefined) return {}
  const since = readMoment(created)
  return { nextDueTime: timestamp(Math.min(lastMoment, Math.max(due, typeof since === 'number' ? since : 0))) }
}

const handlerStatus = ({ running, ledger }: Decision, lastRun: string | undefined): NonNullable<OaatGroupStatus['handler_status']> => {
  const newest = running === undefined ? lastRun : requestedText(running)
  return {
    state: running === undefined ? 'idle' : 'running',
    ...(running === undefined ? {} : { currently_running: running.item, pod: running.pod }),
    ...(running?.podUID === undefined ? {} : { children: [running.podUID] }),
    ...(newest === undefined ? {} : { last_run: newest }),
    loops: ledger.sequence,
  }
}

const withRunning = (items: JsonObject, { observed }: Situation, { running, ledger }: Decision): JsonObject => {
  if (running === undefined) return items
  const pod = observed.runs.find(({ uid }) => uid === running.podUID)?.pod
  const phase = pod === undefined ? 'started' : pod.status?.phase ?? 'Unknown'
  return { ...items, [running.item]: { ...entryOf(ledger, running.item), podphase: phase, last_started: requestedText(running) } }
}

const requestedText = ({ requestedAt }: OpenRun): string => {
  const requested = readMoment(requestedAt)
  return typeof requested === 'number' ? momentText(requested) : requestedAt
}
