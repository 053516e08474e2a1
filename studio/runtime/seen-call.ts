import type { JsonObject } from '../../src/protocol/json.ts'
import type { CompositeRequest, KubernetesObject } from '../../src/protocol/request.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { failureOf } from '../../src/server/failure.ts'
import type { SeenCall } from '../traffic/memory-traffic.ts'
import type { ParentReference, ProgramCall } from '../traffic/traffic.ts'
import { outcomeOf } from './call-outcome.ts'
import type { RunResult } from './run.ts'
import type { Attempt, ProgramHookCall } from './runtime.ts'

interface Ended extends Attempt {
  readonly call: ProgramHookCall
  /** Without bundles. */
  readonly request: CompositeRequest
  readonly id: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/** A call as it is recorded and logged. */
export const seenCall = (ended: Ended): SeenCall => {
  const { call: { program, hook, now }, chosen, request, id, at } = ended
  return {
    id,
    ts: new Date(at).toISOString(),
    call: {
      program,
      hook,
      revision: chosen?.code.revision,
      canary: chosen?.canary === true,
      now,
      parent: parentReference(request.parent),
      request: trusted<JsonObject>(request),
      ...endOf(ended),
    },
    lines: linesOf(ended),
  }
}

type End = Pick<ProgramCall, 'response' | 'outcome' | 'reason' | 'milliseconds' | 'memoryBytes'>

const endOf = ({ result, failure }: Ended): End => {
  const { milliseconds, memoryBytes } = result?.used ?? { milliseconds: 0, memoryBytes: 0 }
  if (failure !== undefined) return { outcome: recordedOutcome(failure), reason: reasonOf(failure, result), milliseconds, memoryBytes }
  return { outcome: 'ok', ...(result?.outcome === undefined ? {} : { response: result.outcome.body }), milliseconds, memoryBytes }
}

const parentReference = ({ kind, metadata: { name, namespace, uid } }: KubernetesObject): ParentReference =>
  ({ kind, name, uid: uid ?? '', ...(namespace === undefined ? {} : { namespace }) })

const recordedOutcome = (failure: Error): ProgramCall['outcome'] => {
  const outcome = outcomeOf(failure)
  return outcome === 'killed' || outcome === 'denied' ? outcome : 'refused'
}

const reasonOf = (failure: Error, result: RunResult | undefined): NonNullable<ProgramCall['reason']> => {
  const { code, message } = failureOf(failure, 0)
  return {
    code,
    message,
    ...(result === undefined || result.used.ok ? {} : { kill: result.used.kill }),
    ...(result?.rule === undefined ? {} : { rule: result.rule }),
  }
}

type Lines = SeenCall['lines']

/** What the program said, then what the host says about it. */
const linesOf = ({ result, failure }: Ended): Lines => [
  ...(result?.used.logs ?? []).map(({ level, message }) => ({ level, message, source: 'user' as const })),
  ...(result === undefined || result.used.droppedLogs === 0 ? [] : [host('warn', `${result.used.droppedLogs} lines of this call were dropped`)]),
  ...(result?.outcome?.warnings ?? []).map((warning) => host('warn', warning)),
  ...(failure === undefined ? [] : [host('error', [failureText(failure), stackOf(result)].filter((part) => part !== '').join('\n'))]),
]

const host = (level: 'warn' | 'error', message: string): Lines[number] => ({ level, message, source: 'host' })

const failureText = (failure: Error): string => {
  const { code, message } = failureOf(failure, 0)
  return `${code}: ${message}`
}

const stackOf = (result: RunResult | undefined): string => result === undefined || result.used.ok ? '' : result.used.stack ?? ''
