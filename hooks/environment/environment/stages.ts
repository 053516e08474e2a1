import type { Child } from '../../../src/kit/kind.ts'
import { asObserved } from './as-observed.ts'
import { builds } from './builds/stage.ts'
import { composeStages } from './compose/stages.ts'
import type { Environment } from './environment.ts'
import { withPods } from './pod-trouble.ts'
import { guardrails } from './guardrails.ts'
import { helm } from './helm/stage.ts'
import { migration } from './migration.ts'
import { namespaceStage } from './namespace.ts'
import { services } from './services.ts'
import type { Readiness, Stage } from './stage.ts'
import { web } from './web.ts'
import { workspace } from './workspace.ts'

/** The stages in their order (environment.md B3). */
export const stages: readonly Stage[] = [namespaceStage, guardrails, services, migration, web]

const ofMode: Readonly<Partial<Record<Environment['mode'], readonly Stage[]>>> = { 'docker-compose': composeStages, helm: [helm], workspace: [services, workspace] }

/** Those of an environment: another mode has others, and what is built is built before anything runs. */
export const stagesOf = ({ mode, builds: wanted }: Environment): readonly Stage[] => {
  const [before, after] = [stages.slice(0, 2), ofMode[mode] ?? stages.slice(2)]
  return [...before, ...(wanted.length === 0 ? [] : [builds]), ...after]
}

/** A stage as it stands. */
export interface StageState {
  readonly stage: Stage
  /** Whether everything before it is ready. */
  readonly isOpen: boolean
  readonly readiness: Readiness
  /** What of it is wanted now. */
  readonly children: readonly Child[]
}

/**
 * Which stages are open, and what is wanted. A stage opens when all before it are ready. One that was open is not closed by
 * a flap: what of it is observed stays wanted, or a database that restarts would delete the application. To stop, nothing
 * waits for anything else.
 */
export const stageStates = (environment: Environment): readonly StageState[] => {
  let isOpen = true
  return stagesOf(environment).map((stage) => {
    const all = stage.children(environment)
    const state = { stage, isOpen, readiness: withPods(environment, all, stage.readiness(environment, all)), children: isOpen ? all : asObserved(environment, all) }
    isOpen &&= state.readiness.state === 'Ready' || (environment.suspended && stage !== namespaceStage)
    return state
  })
}
