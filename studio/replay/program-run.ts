import type { HookBundleSpec } from '../../hooks/program/hookbundle/resource.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import type { Kill, SandboxLog } from '../../src/sandbox/sandbox.ts'

/** A call of a program's hook as it is repeated. */
export interface RunCall {
  readonly hook: 'sync' | 'finalize'
  readonly request: JsonObject
  /** RFC 3339, UTC. */
  readonly now: string
}

interface Used {
  readonly logs: readonly SandboxLog[]
  readonly milliseconds: number
  readonly memoryBytes: number
}

/** Why a call has no answer. */
export interface Failure {
  readonly code: string
  readonly message: string
  /** The sandbox stopped it. */
  readonly kill?: Kill
  /** Rule of the policy that its answer breaks. */
  readonly rule?: string
}

export interface AnsweredRun extends Used { readonly answer: JsonObject }
export interface FailedRun extends Used { readonly failure: Failure }

/** What came of a call, as Metacontroller would have seen it. */
export type ProgramRun = AnsweredRun | FailedRun

/** Runs the active code of a bundle. Never throws for what a program does. */
export type Runner = (bundle: HookBundleSpec, call: RunCall) => Promise<ProgramRun>

export const isAnswered = (run: ProgramRun): run is AnsweredRun => 'answer' in run
