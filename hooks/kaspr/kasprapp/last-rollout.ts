import { checkOf } from '../../../src/kit/check.ts'
import { optional, text } from '../../../src/kit/fields.ts'
import { parsedJson } from '../../../src/kit/json.ts'
import { Type } from '../../../src/kit/schema.ts'
import type { Static } from '../../../src/kit/schema.ts'
import type { App } from './app.ts'
import type { MemberTemplate, RolledTemplate } from './pod-template.ts'
import { rollReasons } from './roll-reasons.ts'
import { lastRollout as shape } from './spec/status.ts'
import type { KasprAppStatus } from './spec/status.ts'

export type LastRollout = NonNullable<KasprAppStatus['lastRollout']>

/**
 * Record of the last rollout on the StatefulSet itself: it is written with the pod template that it speaks of. The status
 * alone would lose it when a pass sees the new StatefulSet and an old status.
 */
export const rolloutAnnotation = 'kaspr.io/last-rollout'

/** The record also names its pod template. */
const recordShape = Type.Object({ ...shape.properties, template: optional(text('Hash of the pod template.')) })
const known = checkOf(recordShape)

/** Why members were replaced last; kept until the next rollout begins, absent before the first one. */
export const lastRollout = (app: App, wanted: MemberTemplate, { now, generation }: { readonly now: string; readonly generation: number }): LastRollout | undefined => {
  const [recorded, told] = [recordOf(app), app.before.lastRollout]
  const reasons = rollReasons(app, wanted)
  if (reasons.length === 0 || (recorded !== undefined && isLeftOver(recorded, reasons, wanted))) return rolloutIn(recorded) ?? told
  // The cluster may be seen as it was for some passes: what the status tells and the record does not is this rollout.
  const isTold = told !== undefined && told.startedAt !== recorded?.startedAt && told.reasons.join() === reasons.join()
  return isTold ? told : { reasons: [...reasons], startedAt: now, generation }
}

type Recorded = Static<typeof recordShape>

/**
 * What somebody else wrote and nobody applied stays in an adopted template: it differs for ever, and is no further rollout.
 * A reason that the record does not know is one: somebody edited the template, and that is repaired.
 */
const isLeftOver = ({ template, reasons: known }: Recorded, reasons: readonly string[], { hash }: MemberTemplate): boolean =>
  template === hash && reasons.every((reason) => known.includes(reason))

const rolloutIn = (recorded: Recorded | undefined): LastRollout | undefined => {
  if (recorded === undefined) return undefined
  const { template: _template, ...rollout } = recorded
  return rollout
}

const recordOf = ({ observed }: App): Recorded | undefined => {
  const record = parsedJson(observed.statefulSet?.metadata.annotations?.[rolloutAnnotation] ?? '')
  return known.matches(record) ? record : undefined
}

/** The annotation of a rollout, always in one order of keys. */
export const rolloutRecord = ({ lastRollout: rollout, hash }: RolledTemplate): Readonly<Record<string, string>> => {
  if (rollout === undefined) return {}
  const { reasons, startedAt, generation } = rollout
  return { [rolloutAnnotation]: JSON.stringify({ template: hash, reasons, startedAt, ...(generation === undefined ? {} : { generation }) }) }
}
