import type { EnvironmentInput } from './environment.ts'
import { progressDeadline } from './progress-deadline.ts'
import type { StageState } from './stages.ts'

/** How far an environment is, and since when. */
export interface Progress {
  /** Name of the first stage that is not ready; `done`. */
  readonly stage: string
  /** RFC 3339. */
  readonly since: string
  /** Whether the stage takes longer than it may. */
  readonly isLate: boolean
  readonly secondsLeft: number | undefined
  /** Whether this generation was ready before. */
  readonly wasReady: boolean
}

export const progressOf = (states: readonly StageState[], { parent: { metadata, spec, status = {} }, now }: EnvironmentInput): Progress => {
  const stage = states.find(({ readiness }) => readiness.state !== 'Ready')?.stage.name ?? 'done'
  const before = status.observedGeneration === metadata.generation ? status : {}
  const since = (before.stage === stage ? before.stageSince : undefined) ?? now
  const left = stage === 'done' ? undefined : progressDeadline(spec) - (Date.parse(now) - Date.parse(since)) / 1000
  return { stage, since, ...timeLeft(left), wasReady: before.phase === 'Ready' || before.phase === 'Degraded' }
}

const timeLeft = (seconds: number | undefined): Pick<Progress, 'isLate' | 'secondsLeft'> => {
  if (seconds === undefined) return { isLate: false, secondsLeft: undefined }
  return seconds > 0 ? { isLate: false, secondsLeft: Math.ceil(seconds) } : { isLate: true, secondsLeft: undefined }
}
