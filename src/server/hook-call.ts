import type { FastifyRequest } from 'fastify'
import { isObject } from '../protocol/json.ts'
import type { JsonValue } from '../protocol/json.ts'
import { saidProblems } from '../guard/invoke.ts'
import type { Invocation } from '../guard/invoke.ts'
import { bounded } from './bounded.ts'
import { stackOf } from './failure.ts'
import type { Failure } from './failure.ts'
import type { HookRoute } from './hook-route.ts'
import type { Log } from './log.ts'
import { otherRule } from './metrics.ts'
import type { HookMeter } from './metrics.ts'
import { outcomeOfFailure } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import type { Tracing } from './tracing.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Milliseconds of the clock that never goes back. */
    startedAt: number
    /** `Kind namespace/name` of the parent, as soon as it is known. */
    parent: string
  }
}

/** Writes one log line and counts once for every call of a hook. Nothing of a body gets into either. */
export interface CallBook {
  readonly unchanged: (request: FastifyRequest, bytes: number) => void
  readonly answered: (request: FastifyRequest, bytes: number, invocation: Counted) => void
  readonly failed: (request: FastifyRequest, bytes: number, failure: Failure) => void
}

/** Whose hook was called. */
interface CalledHook { readonly controller: Pick<HookRoute['controller'], 'name'>; readonly hook: HookRoute['hook'] }
/** What is said about an answer. */
type Counted = Pick<Invocation, 'children' | 'problems' | 'text'>

/** How a call ended. */
interface Ending { readonly outcome: Outcome; readonly status: number; readonly children?: number; readonly code?: string }
/** Who is told. */
interface Told { readonly log: Log; readonly meter: HookMeter; readonly largeBytes: number; readonly tracing?: Tracing | undefined }

export const callBook = ({ controller, hook }: CalledHook, { log, meter, largeBytes, tracing }: Told): CallBook => {
  const line = (request: FastifyRequest, bytes: number, ending: Ending): object => {
    const milliseconds = performance.now() - request.startedAt
    const { outcome } = ending
    meter.done(outcome, milliseconds / 1000, bytes)
    if (bytes >= largeBytes) meter.large()
    const traceId = tracing?.call({ request, controller: controller.name, hook, bytes, ...ending })
    return {
      controller: controller.name, hook, parent: request.parent, outcome, ms: Math.round(milliseconds * 100) / 100, bytes,
      ...(bytes >= largeBytes ? { large: true } : {}), ...(traceId === undefined ? {} : { trace_id: traceId }),
    }
  }
  const level = (bytes: number): 'info' | 'warn' => bytes >= largeBytes ? 'warn' : 'info'
  return {
    unchanged: (request, bytes) => log[level(bytes)](line(request, bytes, unchanged), 'hook'),
    answered: (request, bytes, invocation) => {
      meter.answered(invocation.text, invocation.children)
      log[level(bytes)]({ ...line(request, bytes, { outcome: outcomeOf(invocation), status: 200, children: invocation.children }), ...counts(invocation) }, 'hook')
    },
    failed: (request, bytes, failure) => {
      if (failure.code === 'KH_GUARD') meter.violation(ruleOf(failure))
      log[failure.status >= 500 ? 'error' : 'warn']({ ...line(request, bytes, { outcome: outcomeOfFailure(failure), status: failure.status, code: failure.code }), ...reasons(failure) }, 'hook')
    },
  }
}

const unchanged: Ending = { outcome: 'not_modified', status: 304 }

const outcomeOf = ({ problems }: Pick<Counted, 'problems'>): Outcome => problems.length > 0 ? 'invalid_spec' : 'ok'

const counts = (invocation: Omit<Counted, 'text'>): object => ({
  children: invocation.children,
  problems: invocation.problems.length,
  ...(invocation.problems.length > 0 ? { said: bounded(saidProblems(invocation), 500) } : {}),
})

const reasons = (failure: Failure): object => ({
  code: failure.code,
  detail: bounded(failure.message, 500),
  ...(failure.cause === undefined ? {} : { stack: bounded(stackOf(failure), 2000) }),
})

/** The rule stands in the guard's own words; anything else is counted together, so that labels stay bounded. */
const ruleOf = ({ message }: Failure): string => /^The answer was held back \(([a-z-]{1,40})\)/.exec(message)?.[1] ?? otherRule

/** `Kind namespace/name` of a request's parent, or nothing when it is no hook request. */
export const parentOf = (document: JsonValue): string => {
  const parent = isObject(document) ? document['parent'] ?? document['object'] : undefined
  if (!isObject(parent) || !isObject(parent['metadata'])) return ''
  const { namespace, name } = parent['metadata']
  return bounded([text(parent['kind']), [text(namespace), text(name)].filter((part) => part !== '').join('/')].join(' '), 200)
}

const text = (value: JsonValue | undefined): string => typeof value === 'string' ? value : ''
