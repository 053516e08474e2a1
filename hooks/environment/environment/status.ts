import { conditions } from '../../../src/kit/condition.ts'
import type { SyncInput, UncheckedParent } from '../../../src/kit/composite.ts'
import type { Child } from '../../../src/kit/kind.ts'
import { claimsOf } from './conditions.ts'
import type { Environment, EnvironmentInput } from './environment.ts'
import type { Expiry } from './expiry.ts'
import { front } from './front.ts'
import type { Progress } from './progress.ts'
import type { StageState } from './stages.ts'
import type { EnvironmentStatus } from './spec/status.ts'
import { url } from './url.ts'

interface Parts {
  readonly states: readonly StageState[]
  readonly progress: Progress
  readonly expiry: Expiry
  readonly kept: readonly Child[]
}

/** Status of an environment (environment.md B8). Nothing in it follows the clock but the moment at which a stage was reached. */
export const statusOf = (environment: Environment, { states, progress, expiry, kept }: Parts, { parent: { status = {} }, now }: EnvironmentInput): EnvironmentStatus => ({
  observedGeneration: environment.generation,
  phase: phaseOf(environment, states, progress),
  stage: progress.stage,
  stageSince: progress.since,
  ...(front(environment) === undefined ? {} : { url: url(environment) }),
  namespace: environment.name,
  currentCommit: environment.commit,
  ...(expiry.at === undefined ? {} : { expiresAt: expiry.at }),
  ...(kept.length === 0 ? {} : { keptData: kept.map(({ kind, metadata: { name } }) => `${kind}/${name}`) }),
  conditions: conditions(status.conditions, claimsOf(environment, states, { expiry, progress }), { now, generation: environment.generation }),
})

type Phase = NonNullable<EnvironmentStatus['phase']>

/** What is being worked on; `Provisioning` is everything else. */
const phaseOfStage: Readonly<Record<string, Phase>> = { namespace: 'Pending', builds: 'Building', migration: 'Migrating' }

const phaseOf = ({ suspended }: Environment, states: readonly StageState[], { stage, isLate, wasReady }: Progress): Phase => {
  if (suspended) return 'Suspended'
  if (states.some(({ readiness }) => readiness.state === 'Failed') || isLate) return 'Failed'
  if (stage === 'done') return 'Ready'
  if (wasReady) return 'Degraded'
  return phaseOfStage[stage] ?? 'Provisioning'
}

/** Phases of an environment that stands still because it cannot be read: what was on its way waits, what ran runs as last applied. */
const frozenPhase: Readonly<Record<string, Phase>> = { Ready: 'Degraded', Degraded: 'Degraded', Failed: 'Failed', Suspended: 'Suspended' }

/** Status of a refused environment. Without the stage, whose time begins anew once it goes on. */
export const keptStatus = ({ parent: { status = {} } }: SyncInput<UncheckedParent>): object => {
  const { stage, stageSince, phase, ...kept } = status
  return { ...kept, phase: frozenPhase[String(phase)] ?? 'Pending' }
}
