import { compositeRequest, customizeRequest } from '../../src/guard/invoke.ts'
import type { HookName } from '../../src/kit/controller.ts'
import { Overloaded } from '../../src/protocol/errors.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import type { CompositeRequest } from '../../src/protocol/request.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import type { SandboxCall, SandboxResult, Sandboxes } from '../../src/sandbox/sandbox.ts'
import { ProgramStopped } from '../errors.ts'
import type { MemoryTraffic } from '../traffic/memory-traffic.ts'
import { bundleOf, chosenCode, withoutBundles } from './bundle.ts'
import type { Chosen } from './bundle.ts'
import { outcomeOf } from './call-outcome.ts'
import { relatedOf } from './customize.ts'
import type { ProgramMeter } from './program-metrics.ts'
import { runResult, sandboxCallOf } from './run.ts'
import type { ProgramOutcome, RunResult } from './run.ts'
import { seenCall } from './seen-call.ts'

interface RuntimeParts {
  readonly traffic: MemoryTraffic
  /** Asked at every call: in a process without listeners nothing is counted. */
  readonly meter: () => ProgramMeter
  /** Milliseconds since 1970, for the log. */
  readonly clock: () => number
}

export interface RuntimeOptions extends RuntimeParts {
  /** Asked at the first call that needs them: a service without programs has none. */
  readonly sandboxes: () => Promise<Sandboxes>
}

export interface SyncRuntimeOptions extends RuntimeParts {
  /** Answers on the spot. */
  readonly run: (call: SandboxCall) => SandboxResult
}

/** A call of a program's hook. */
export interface ProgramHookCall {
  readonly program: string
  readonly hook: HookName
  /** The request as it was parsed. */
  readonly document: JsonValue
  /** Length of the request. */
  readonly bytes: number
  /** RFC 3339, UTC: the time that the program sees. */
  readonly now: string
}

export interface ProgramReply {
  readonly body: JsonObject
  readonly text: string
  readonly children: number
}

/**
 * Answers the hooks of all programs. It keeps nothing that an answer depends on: the code comes with the request. Throws
 * coded errors; for every one of them Metacontroller leaves everything as it is.
 */
export type ProgramRuntime = (call: ProgramHookCall) => Promise<ProgramReply>

export const programRuntime = (options: RuntimeOptions): ProgramRuntime => async (call) => {
  const steps = replying(options, call)
  let step = steps.next()
  while (step.done !== true) step = await taken(options, steps, step.value)
  return step.value
}

/** The same for callers that cannot wait: a clock would run on meanwhile. Throws what `ProgramRuntime` rejects with. */
export type SyncProgramRuntime = (call: ProgramHookCall) => ProgramReply

export const syncProgramRuntime = (options: SyncRuntimeOptions): SyncProgramRuntime => (call) => {
  const steps = replying(options, call)
  let step = steps.next()
  while (step.done !== true) step = steps.next(options.run(step.value))
  return step.value
}

/** Work that hands out calls for a sandbox, and goes on with what came of them; how long somebody waits in between is not its business. */
type Steps<Result> = Generator<SandboxCall, Result, SandboxResult>

const taken = async ({ sandboxes }: RuntimeOptions, steps: Steps<ProgramReply>, call: SandboxCall): Promise<IteratorResult<SandboxCall, ProgramReply>> => {
  const used = await sandboxes().then((pool) => pool.run(call)).catch((cause: unknown) => ({ cause }))
  return 'cause' in used ? steps.throw(used.cause) : steps.next(used)
}

const replying = function* (options: RuntimeParts, call: ProgramHookCall): Steps<ProgramReply> {
  const { program, hook, bytes } = call
  const started = performance.now()
  const done = (error?: unknown): void =>
    options.meter().done({ program, hook, outcome: error === undefined ? 'ok' : outcomeOf(error), milliseconds: performance.now() - started, bytes })
  try {
    const reply = hook === 'customize' ? customized(call) : yield* answered(options, call, hook)
    done()
    return reply
  } catch (error) {
    done(error)
    throw error
  }
}

const customized = ({ program, document }: ProgramHookCall): ProgramReply => {
  const answer = relatedOf(program, customizeRequest(document))
  return { body: trusted<JsonObject>(answer), text: JSON.stringify(answer), children: 0 }
}

type SyncHook = 'sync' | 'finalize'

const answered = function* (options: RuntimeParts, call: ProgramHookCall, hook: SyncHook): Steps<ProgramReply> {
  const envelope = compositeRequest(call.document)
  const request = trusted<CompositeRequest>(withoutBundles(trusted<JsonObject>(envelope)))
  const attempt = yield* attempted(options, { call, hook, envelope, request })
  const { traffic, clock } = options
  const failure = attempt.failure === undefined ? undefined : masked(attempt.failure, traffic, request)
  // What never ran is counted, no more: keeping it would be work in the middle of too much of it.
  if (!(failure instanceof Overloaded)) traffic.record(seenCall({ ...attempt, failure, call, request, id: traffic.newId(), at: clock() }))
  if (attempt.result?.outcome === undefined) throw failure
  return counted(options, { call, hook, request }, attempt.result.outcome)
}

/** What a program throws may hold what it read; it goes into logs and into Events of the parent. */
const masked = (failure: Error, traffic: MemoryTraffic, request: CompositeRequest): Error => {
  if (failure instanceof ProgramStopped) failure.message = traffic.redaction([trusted<JsonObject>(request)]).text(failure.message)
  return failure
}

interface Asked {
  readonly call: ProgramHookCall
  readonly hook: SyncHook
  readonly request: CompositeRequest
}

/** How far a call came. Without an outcome in its result there is a failure. */
export interface Attempt {
  readonly chosen?: Chosen
  readonly result?: RunResult
  readonly failure?: Error | undefined
}

const attempted = function* ({ meter }: RuntimeParts, { call: { program, now }, hook, envelope, request }: Asked & { readonly envelope: CompositeRequest }): Steps<Attempt> {
  let chosen: Chosen | undefined
  try {
    const bundle = bundleOf(envelope, program)
    meter().seen(program, bundle.active?.digest)
    chosen = chosenCode(bundle, request.parent)
    const run = { hook, bundle, code: chosen.code, request, now }
    const result = runResult(yield sandboxCallOf(run), run)
    meter().ran(program, hook, result.used)
    if (result.rule !== undefined) meter().denied(program, result.rule)
    return { chosen, result, failure: result.failure }
  } catch (error) {
    return { ...(chosen === undefined ? {} : { chosen }), failure: trusted<Error>(error) }
  }
}

const counted = ({ meter }: RuntimeParts, { call: { program }, hook, request: { parent } }: Asked, { body, text, children }: ProgramOutcome): ProgramReply => {
  const { uid, namespace = '', name } = parent.metadata
  meter().answered({ program, uid: uid ?? `${program} ${namespace}/${name}`, children, status: body['status'], isLast: body['finalized'] === true }, hook, text)
  return { body, text, children: children.length }
}
