import { freeze } from '../../../src/kit/last-applied.ts'
import type { Child } from '../../../src/kit/kind.ts'
import type { Environment } from './environment.ts'
import { guardrails } from './guardrails.ts'
import { migration } from './migration.ts'
import { namespaceStage } from './namespace.ts'
import { services } from './services.ts'
import type { Readiness, Stage } from './stage.ts'
import { web } from './web.ts'

/** The stages in their order (environment.md B3). */
export const stages: readonly Stage[] = [namespaceStage, guardrails, services, migration, web]

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
 * a flap: what of it is observed stays wanted, or a database that restarts would delete the application.
 */
export const stageStates = (environment: Environment): readonly StageState[] => {
  let isOpen = true
  return stages.map((stage) => {
    const all = stage.children(environment)
    const state = { stage, isOpen, readiness: stage.readiness(environment), children: isOpen ? all : closed(environment, all) }
    isOpen &&= state.readiness.state === 'Ready'
    return state
  })
}

/** Of a closed stage what is there stays as last applied: its changes wait for their turn. */
const closed = ({ observed }: Environment, all: readonly Child[]): readonly Child[] => observed.all()
  .filter((one) => all.some(({ apiVersion, kind, metadata: { name, namespace } }) => one.kind === kind && one.apiVersion === apiVersion && one.metadata.name === name && one.metadata.namespace === namespace))
  .map(freeze)
