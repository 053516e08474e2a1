import { checkOf } from '../../../src/kit/check.ts'
import { parsedJson } from '../../../src/kit/json.ts'
import type { App } from './app.ts'
import type { MemberTemplate } from './pod-template.ts'
import { rollReasons } from './roll-reasons.ts'
import { lastRollout as shape } from './spec/status.ts'
import type { KasprAppStatus } from './spec/status.ts'

export type LastRollout = NonNullable<KasprAppStatus['lastRollout']>

/**
 * Record of the last rollout on the StatefulSet itself: it is written with the pod template that it speaks of. The status
 * alone would lose it when a pass sees the new StatefulSet and an old status.
 */
export const rolloutAnnotation = 'kaspr.io/last-rollout'

const known = checkOf(shape)

/** Why members were replaced last; kept until the next rollout begins, absent before the first one. */
export const lastRollout = (app: App, wanted: MemberTemplate, { now, generation }: { readonly now: string; readonly generation: number }): LastRollout | undefined => {
  const [recorded, told] = [recordOf(app), app.before.lastRollout]
  const reasons = rollReasons(app, wanted)
  if (reasons.length === 0) return recorded ?? told
  // The cluster may be seen as it was for some passes: what the status tells and the record does not is this rollout.
  const isTold = told !== undefined && told.startedAt !== recorded?.startedAt && told.reasons.join() === reasons.join()
  return isTold ? told : { reasons: [...reasons], startedAt: now, generation }
}

const recordOf = ({ observed }: App): LastRollout | undefined => {
  const record = parsedJson(observed.statefulSet?.metadata.annotations?.[rolloutAnnotation] ?? '')
  return known.matches(record) ? record : undefined
}

/** The annotation of a rollout, always in one order of keys. */
export const rolloutRecord = (rollout: LastRollout | undefined): Readonly<Record<string, string>> => {
  if (rollout === undefined) return {}
  const { reasons, startedAt, generation } = rollout
  return { [rolloutAnnotation]: JSON.stringify({ reasons, startedAt, ...(generation === undefined ? {} : { generation }) }) }
}
