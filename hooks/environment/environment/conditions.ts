import { claim } from '../../../src/kit/condition.ts'
import type { Claim } from '../../../src/kit/condition.ts'
import { composeClaims } from './compose/stages.ts'
import type { Environment } from './environment.ts'
import type { Expiry } from './expiry.ts'
import type { Progress } from './progress.ts'
import { registryClaims } from './registry-credentials.ts'
import type { StageState } from './stages.ts'

interface Timed {
  readonly expiry: Expiry
  readonly progress: Progress
}

/** Conditions of an environment: one a stage, and what they come to (environment.md B3, B8). */
export const claimsOf = (environment: Environment, states: readonly StageState[], { expiry, progress }: Timed): readonly Claim[] => [
  claim('ConfigValid', 'True', { reason: 'Valid', message: `mode ${environment.mode}` }),
  ...states.map((state) => environment.suspended && !isPreparing(state) ? claim(state.stage.condition, 'False', suspended(environment)) : stageClaim(state)),
  ...composeClaims(environment),
  ...registryClaims(environment),
  readyClaim(environment, states, progress),
  ...expiryClaim(expiry),
]

/** Pods of a release are not ours to stop. */
const suspended = ({ mode }: Environment) =>
  ({ reason: 'Suspended', message: mode === 'helm' ? 'the release is changed no longer; what it runs goes on' : 'everything is stopped, data is kept' })

/** A suspended environment keeps its namespace and what guards it. */
const isPreparing = ({ stage: { name } }: StageState): boolean => name === 'namespace' || name === 'guardrails'

const stageClaim = ({ stage, isOpen, readiness }: StageState): Claim => {
  if (readiness.state === 'Ready') return claim(stage.condition, 'True', { reason: 'Ready', message: `stage ${stage.name} is ready` })
  if (!isOpen) return claim(stage.condition, 'False', { reason: 'Waiting', message: 'an earlier stage is not ready' })
  return claim(stage.condition, 'False', readiness)
}

const readyClaim = (environment: Environment, states: readonly StageState[], { isLate, stage }: Progress): Claim => {
  if (environment.suspended) return claim('Ready', 'False', suspended(environment))
  const open = states.find(({ readiness }) => readiness.state !== 'Ready')
  if (open === undefined || open.readiness.state === 'Ready') return claim('Ready', 'True', { reason: 'Ready', message: 'every stage is ready' })
  const { state, reason, message } = open.readiness
  return claim('Ready', 'False', isLate && state === 'Waiting' ? { reason: 'ProgressDeadlineExceeded', message: `stage ${stage} takes longer than spec.progressDeadlineSeconds: ${message}` } : { reason, message })
}

/** A hook cannot delete its own parent: it asks for it where people and their scripts look. */
export const expiryClaim = ({ at, isOver, retainsData }: Expiry): readonly Claim[] => at === undefined ? [] : [isOver
  ? claim('Expired', 'True', { reason: 'TimeToLiveOver', message: `its time to live ended at ${at}: delete it${retainsData ? '; its data stays until spec.retainData is false' : ''}` })
  : claim('Expired', 'False', { reason: 'TimeToLive', message: `it lives until ${at}` })]
