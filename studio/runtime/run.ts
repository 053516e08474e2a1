import type { BundleCode, HookBundleSpec } from '../../hooks/program/hookbundle/resource.ts'
import { freezeAll } from '../../src/kit/last-applied.ts'
import { viewOf } from '../../src/kit/view.ts'
import { GuardViolation, Overloaded } from '../../src/protocol/errors.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import type { CompositeRequest } from '../../src/protocol/request.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import type { Killed, SandboxCall, Sandboxes, SandboxResult } from '../../src/sandbox/sandbox.ts'
import { ProgramStopped } from '../errors.ts'
import { programAnswer, resyncSeconds } from './answer.ts'
import type { ProgramAnswer } from './answer.ts'
import { policyViolation } from './policy/policy.ts'

/** One call of a program's code. */
export interface Run {
  readonly hook: 'sync' | 'finalize'
  readonly bundle: HookBundleSpec
  /** The code of the bundle that is to answer. */
  readonly code: BundleCode
  /** Without bundles. */
  readonly request: CompositeRequest
  /** RFC 3339, UTC. */
  readonly now: string
}

/** An answer as Metacontroller gets it. */
export interface ProgramOutcome {
  readonly body: JsonObject
  readonly text: string
  readonly children: readonly JsonObject[]
  /** What somebody who writes the program should know. */
  readonly warnings: readonly string[]
}

/** What came of a run. `failure` is a coded error: the answer is held back. */
export interface RunResult {
  /** Undefined when the sandbox never began. */
  readonly used: SandboxResult
  readonly outcome?: ProgramOutcome
  readonly failure?: Error
  readonly rule?: string
}

/** A run for a sandbox. */
export const sandboxCallOf = ({ bundle: { limits }, code: { code, compiledDigest, revision }, hook, now, request }: Run): SandboxCall =>
  ({ code, codeDigest: compiledDigest, file: `${revision}.ts`, exported: hook, request: JSON.stringify(request), now, limits })

/**
 * Looks at what came out of a sandbox as the service does. Never throws for what a program does: the failure is
 * ProgramStopped, ProgramAnswerInvalid, GuardViolation or Overloaded.
 */
export const runResult = (used: SandboxResult, run: Run): RunResult => {
  if (!used.ok) return isUnfinalized(used, run) ? { used, outcome: released(run) } : { used, failure: failureOf(used, run) }
  try {
    return { used, ...checked(programAnswer(used.output), run) }
  } catch (error) {
    return { used, failure: trusted<Error>(error) }
  }
}

/** Runs a program in a sandbox and looks at its answer as the service does; the Studio replays through here. */
export const runProgram = async (sandboxes: Sandboxes, run: Run): Promise<RunResult> => runResult(await sandboxes.run(sandboxCallOf(run)), run)

const isUnfinalized = ({ kill }: Killed, { hook }: Run): boolean => hook === 'finalize' && kill === 'missing'

/** A program that cleans up nothing keeps no parent from going. Its children stay as they are: the garbage collector has them. */
const released = ({ request }: Run): ProgramOutcome => {
  const children = trusted<readonly JsonObject[]>(freezeAll(viewOf(request.children)))
  const body = { status: trusted<{ readonly status?: JsonObject }>(request.parent).status ?? {}, children, finalized: true }
  return { body, text: JSON.stringify(body), children, warnings: ['the program has no finalize: nothing is cleaned up'] }
}

/** Metacontroller knows no `childless`, and is strict. */
const checked = (answer: ProgramAnswer, { hook, bundle, request }: Run): Omit<RunResult, 'used'> => {
  const { childless, resyncAfterSeconds, ...rest } = answer
  const seconds = resyncAfterSeconds === undefined ? undefined : resyncSeconds(resyncAfterSeconds)
  const body = trusted<JsonObject>({ ...rest, ...(seconds === undefined ? {} : { resyncAfterSeconds: seconds }) })
  const text = JSON.stringify(body)
  const violation = policyViolation(answer, { hook, bundle, request, answerLength: text.length })
  if (violation !== undefined) return { failure: new GuardViolation(violation.rule, violation.message), rule: violation.rule }
  return {
    outcome: {
      body,
      text,
      children: trusted<readonly JsonObject[]>(answer.children),
      warnings: seconds === resyncAfterSeconds ? [] : [`resyncAfterSeconds ${resyncAfterSeconds} was made ${seconds}`],
    },
  }
}

const failureOf = ({ kill, message }: Killed, { hook, code: { revision } }: Run): Error =>
  kill === 'overloaded' ? new Overloaded() : new ProgramStopped(hook, revision, `${kill}: ${message}`)
