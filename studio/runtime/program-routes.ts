import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { HookName } from '../../src/kit/controller.ts'
import { NotFound } from '../../src/protocol/errors.ts'
import { isObject } from '../../src/protocol/json.ts'
import { failureOf } from '../../src/server/failure.ts'
import { callBook, parentOf } from '../../src/server/hook-call.ts'
import type { CallBook } from '../../src/server/hook-call.ts'
import { hookGate } from '../../src/server/hook-gate.ts'
import { hookOperation } from '../../src/server/openapi.ts'
import { sendProblem } from '../../src/server/problem-document.ts'
import { bytesOf, documentOf } from '../../src/server/request-body.ts'
import type { ServiceParts } from '../../src/server/service-parts.ts'
import { isProgramName } from './program-name.ts'
import type { ProgramRuntime } from './runtime.ts'

const summaries: Readonly<Record<HookName, string>> = {
  sync: 'Desired state of a parent of a program; the code comes with the request',
  finalize: 'What a program has left to do before a parent goes',
  customize: 'Objects that a program reads, its own code among them',
}

/**
 * The hooks of all programs: one route for each hook, whatever programs there are. Answers carry no entity tag: a program
 * may read the clock without saying until when its answer is good.
 */
export const registerPrograms = (app: FastifyInstance, parts: ServiceParts, run: ProgramRuntime): void => {
  const gate = hookGate(parts)
  for (const hook of ['sync', 'finalize', 'customize'] as const) {
    const bookOf = books(parts, hook)
    app.post(`/hooks/programs/:program/${hook}`, {
      schema: hookOperation({ controller: { name: 'programs', type: 'composite' }, hook, summary: summaries[hook] }, parts.token !== undefined),
      onRequest: [gate, knownName],
      errorHandler: (error, request, reply) => {
        const failure = failureOf(error, parts.limits.bodyBytes)
        if (failure.code === 'KH_OVERLOADED' && !reply.hasHeader('retry-after')) reply.header('retry-after', String(parts.admission.retryAfter()))
        sendProblem(reply, failure)
        bookOf(programOf(request)).failed(request, announced(request), failure)
      },
    }, async (request, reply) => {
      const program = programOf(request)
      const bytes = bytesOf(request.body)
      const document = documentOf(bytes)
      request.parent = parentOf(document)
      const { text, children } = await run({ program, hook, document, bytes: bytes.length, now: parts.clock() })
      bookOf(program).answered(request, bytes.length, { text, children, problems: [] })
      return reply.header('content-type', 'application/json; charset=utf-8').send(text)
    })
  }
}

/** What cannot be the name of a program is refused before a body is read. */
const knownName = (request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void =>
  done(isProgramName(programOf(request)) ? undefined : new NotFound(request.method, (request.url.split('?', 1)[0] ?? '').slice(0, 200)))

const programOf = ({ params }: FastifyRequest): string => isObject(params) ? String(params['program']) : ''

/** The metrics of the service count all programs as one; their own stand in metric-table.ts. */
const books = ({ log, metrics, tracing, limits: { largeBytes } }: ServiceParts, hook: HookName): ((program: string) => CallBook) => {
  const meter = metrics.hookMeter('programs', hook)
  return (program) => callBook({ controller: { name: `programs/${program.slice(0, 60)}` }, hook }, { log, meter, largeBytes, tracing })
}

const announced = ({ body, headers }: FastifyRequest): number => Buffer.isBuffer(body) ? body.length : Number(headers['content-length'] ?? 0)
