import { claim } from '../../../src/kit/condition.ts'
import type { Claim } from '../../../src/kit/condition.ts'
import type { Environment } from './environment.ts'
import type { Expiry } from './expiry.ts'
import type { Readiness } from './stage.ts'
import type { StageState } from './stages.ts'

/** Conditions of an environment: one a stage, and what they come to (environment.md B3, B8). */
export const claimsOf = (environment: Environment, states: readonly StageState[], expiry: Expiry): readonly Claim[] => [
  claim('ConfigValid', 'True', { reason: 'Valid', message: `mode ${environment.mode}` }),
  ...states.map(stageClaim),
  readyClaim(environment, states),
  ...expiryClaim(expiry),
]

const stageClaim = ({ stage, isOpen, readiness }: StageState): Claim => {
  if (readiness.state === 'Ready') return claim(stage.condition, 'True', { reason: 'Ready', message: `stage ${stage.name} is ready` })
  if (!isOpen) return claim(stage.condition, 'False', { reason: 'Waiting', message: 'an earlier stage is not ready' })
  return claim(stage.condition, 'False', readiness)
}

const readyClaim = ({ suspended }: Environment, states: readonly StageState[]): Claim => {
  if (suspended) return claim('Ready', 'False', { reason: 'Suspended', message: 'everything is stopped, data is kept' })
  const open = states.find(({ readiness }) => readiness.state !== 'Ready')
  return open === undefined ? claim('Ready', 'True', { reason: 'Ready', message: 'every stage is ready' }) : claim('Ready', 'False', saidBy(open.readiness))
}

const saidBy = (readiness: Readiness): { reason: string; message: string } => readiness.state === 'Ready' ? { reason: 'Ready', message: '' } : readiness

const expiryClaim = ({ at, isOver }: Expiry): readonly Claim[] => at === undefined ? [] : [isOver
  ? claim('Expired', 'True', { reason: 'TimeToLiveOver', message: `its time to live ended at ${at}: delete it` })
  : claim('Expired', 'False', { reason: 'TimeToLive', message: `it lives until ${at}` })]
