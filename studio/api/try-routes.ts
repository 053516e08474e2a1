import type { FastifyInstance } from 'fastify'
import { timestamp } from '../../src/kit/timestamp.ts'
import { Overloaded } from '../../src/protocol/errors.ts'
import type { CompositeRequest } from '../../src/protocol/request.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { failureOf } from '../../src/server/failure.ts'
import { NotInStudio, SourceInvalid } from '../errors.ts'
import { ownRevision, programOf } from '../life-cycle/programs.ts'
import { runProgram } from '../runtime/run.ts'
import type { RunResult } from '../runtime/run.ts'
import { fitting } from './authoring-routes.ts'
import { BuiltRequest, ParentQuery, ProgramPath, TryAnswer, TryBody } from './bodies.ts'
import type { User } from './identity.ts'
import { liveRequest } from './live-request.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { registerOperation } from './operation.ts'
import type { Studio } from './studio.ts'
import { candidateOf } from './trial.ts'
import type { Trial } from './trial.ts'

/** Requests made by hand, and what a program answers to them. */
export const registerTries = (app: FastifyInstance, studio: Studio): void => {
  const alone = oneAtATime()
  registerOperation(app, studio, {
    method: 'POST', url: '/programs/:program/try', summary: 'Run a source or a revision on one request, in the sandbox', verb: 'replay', path: ProgramPath, body: TryBody, gives: TryAnswer,
    run: async ({ user, path: { program }, body }) => ({ body: await alone(user.name, 'try', () => tried(studio, program, body)) }),
  })
  registerOperation(app, studio, {
    method: 'GET', url: '/programs/:program/request', summary: 'The request for a parent as it is now, with the caller\'s own rights', verb: 'replay', path: ProgramPath, query: ParentQuery, gives: BuiltRequest,
    run: async ({ user, path: { program }, query }) => ({ body: { request: await built(studio, user, { program, query }) } }),
  })
}

const built = async (studio: Studio, user: User, { program: name, query }: { readonly program: string; readonly query: { readonly name: string; readonly namespace?: string } }) => {
  const program = await programOf(studio.own, name)
  return liveRequest(studio.identity.storeFor(user), program, { typing: await studio.types(program), place: query })
}

const tried = async (studio: Studio, name: string, body: TryBody): Promise<TryAnswer> => {
  const { hook = 'sync', request, now } = body
  const program = await programOf(studio.own, name)
  const trial = await trialOf(studio, name, body)
  const { bundle } = candidateOf(program, await studio.types(program), trial)
  const code = bundle.active
  if (code === undefined) throw new NotInStudio('Code')
  const result = await runProgram(studio.sandboxes, { hook, bundle, code, request: trusted<CompositeRequest>(whole(request)), now: now ?? timestamp(studio.clock.now()) })
  // It never ran: that says nothing about the program.
  if (result.failure instanceof Overloaded) throw result.failure
  return answerOf(result)
}

/** What a request made by hand may leave out. */
const whole = (request: TryBody['request']): object => ({ controller: {}, children: {}, related: {}, finalizing: false, ...request })

const trialOf = async ({ own }: Studio, program: string, { source, revision }: Pick<TryBody, 'source' | 'revision'>): Promise<Trial> => {
  if (source !== undefined) return { revision: 'draft', source: fitting(source) }
  if (revision === undefined) throw new SourceInvalid('give a source or the name of a revision')
  return { revision, source: (await ownRevision(own, program, revision)).spec.source }
}

const answerOf = ({ used, outcome, failure, rule }: RunResult): TryAnswer => ({
  ...(outcome === undefined ? {} : { answer: outcome.body }),
  ...(failure === undefined ? {} : { error: { ...wordsOf(failure), ...(rule === undefined ? {} : { rule }), ...killOf(used) } }),
  warnings: [...outcome?.warnings ?? []],
  logs: [...used.logs],
  milliseconds: used.milliseconds,
  memoryBytes: used.memoryBytes,
})

const wordsOf = (failure: Error): { readonly code: string; readonly message: string } => {
  const { code, message } = failureOf(failure, 0)
  return { code, message }
}

const killOf = (used: RunResult['used']): { readonly kill?: string; readonly stack?: string } =>
  used.ok ? {} : { kill: used.kill, ...(used.stack === undefined ? {} : { stack: used.stack }) }
