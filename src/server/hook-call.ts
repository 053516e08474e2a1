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
import type { HookMeter } from './metrics.ts'
import { outcomeOfFailure } from './outcome.ts'
import type { Outcome } from './outcome.ts'

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
type Counted = Pick<Invocation, 'children' | 'problems'>

export const callBook = ({ controller, hook }: CalledHook, { log, meter, largeBytes }: { log: Log; meter: HookMeter; largeBytes: number }): CallBook => {
  const line = (request: FastifyRequest, bytes: number, outcome: Outcome): object => {
    const milliseconds = performance.now() - request.startedAt
    meter.done(outcome, milliseconds / 1000, bytes)
    if (bytes >= largeBytes) meter.large()
    return { controller: controller.name, hook, parent: request.parent, outcome, ms: Math.round(milliseconds * 100) / 100, bytes, ...(bytes >= largeBytes ? { large: true } : {}) }
  }
  const level = (bytes: number): 'info' | 'warn' => bytes >= largeBytes ? 'warn' : 'info'
  return {
    unchanged: (request, bytes) => log[level(bytes)](line(request, bytes, 'not_modified'), 'hook'),
    answered: (request, bytes, invocation) => log[level(bytes)]({ ...line(request, bytes, outcomeOf(invocation)), ...counts(invocation) }, 'hook'),
    failed: (request, bytes, failure) => {
      if (failure.code === 'KH_GUARD') meter.violation(ruleOf(failure))
      log[failure.status >= 500 ? 'error' : 'warn']({ ...line(request, bytes, outcomeOfFailure(failure)), ...reasons(failure) }, 'hook')
    },
  }
}

const outcomeOf = ({ problems }: Counted): Outcome => problems.length > 0 ? 'invalid_spec' : 'ok'

const counts = (invocation: Counted): object => ({
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
const ruleOf = ({ message }: Failure): string => /^The answer was held back \(([a-z-]{1,40})\)/.exec(message)?.[1] ?? 'other'

/** `Kind namespace/name` of a request's parent, or nothing when it is no hook request. */
export const parentOf = (document: JsonValue): string => {
  const parent = isObject(document) ? document['parent'] ?? document['object'] : undefined
  if (!isObject(parent) || !isObject(parent['metadata'])) return ''
  const { namespace, name } = parent['metadata']
  return bounded([text(parent['kind']), [text(namespace), text(name)].filter((part) => part !== '').join('/')].join(' '), 200)
}

const text = (value: JsonValue | undefined): string => typeof value === 'string' ? value : ''
