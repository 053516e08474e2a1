import type { Child } from '../../../src/kit/kind.ts'
import type { Environment } from './environment.ts'

/** Whether a stage has done its work. */
export type Readiness =
  | { readonly state: 'Ready' }
  | { readonly state: 'Waiting'; readonly reason: string; readonly message: string }
  /** It will not become ready by itself. */
  | { readonly state: 'Failed'; readonly reason: string; readonly message: string }

export const ready: Readiness = { state: 'Ready' }
export const waiting = (reason: string, message: string): Readiness => ({ state: 'Waiting', reason, message })
export const failed = (reason: string, message: string): Readiness => ({ state: 'Failed', reason, message })

/** A step on the way to a ready environment: its children, and what has to be seen before the next one opens. */
export interface Stage {
  readonly name: 'namespace' | 'guardrails' | 'builds' | 'services' | 'migration' | 'web'
  /** Condition that says how it is. */
  readonly condition: string
  readonly children: (environment: Environment) => readonly Child[]
  /** `wanted`: its children. */
  readonly readiness: (environment: Environment, wanted: readonly Child[]) => Readiness
}

/** The first thing that is not ready decides; a failure comes before everything that waits. */
export const worst = (all: readonly Readiness[]): Readiness =>
  all.find(({ state }) => state === 'Failed') ?? all.find(({ state }) => state === 'Waiting') ?? ready
