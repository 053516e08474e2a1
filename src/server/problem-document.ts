import { STATUS_CODES } from 'node:http'
import type { FastifyReply } from 'fastify'
import { Type } from '../protocol/schema.ts'
import type { Static } from '../protocol/schema.ts'
import { bounded } from './bounded.ts'
import type { Failure } from './failure.ts'

/** RFC 9457. Metacontroller copies it into its log and into an Event of the parent, so it stays short. */
export const ProblemDocument = Type.Object({
  type: Type.String({ description: 'Always about:blank: `code` tells problems apart' }),
  title: Type.String({ description: 'What the status means' }),
  status: Type.Integer({ minimum: 400, maximum: 599 }),
  code: Type.String({ description: 'Stable code from the table of errors' }),
  detail: Type.String({ description: 'What is wrong with this request' }),
  instance: Type.Optional(Type.String({ description: 'Path of the request' })),
}, { $id: 'Problem', description: 'Why there is no answer' })
export type ProblemDocument = Static<typeof ProblemDocument>

export const problemMediaType = 'application/problem+json'

const longestDetail = 500
const longestPath = 200

export const problemDocument = ({ code, status, message, details }: Failure, url?: string): ProblemDocument => ({
  ...details,
  type: 'about:blank',
  title: STATUS_CODES[status] ?? 'Error',
  status,
  code,
  detail: bounded(message, longestDetail),
  ...(url === undefined ? {} : { instance: bounded(url.split('?', 1)[0] ?? '', longestPath) }),
})

/** Answers with a problem; headers that belong to it are set before. */
export const sendProblem = (reply: FastifyReply, failure: Failure): void => {
  if (failure.status === 401) reply.header('www-authenticate', 'Bearer')
  reply
    .code(failure.status)
    .header('content-type', problemMediaType)
    .send(Buffer.from(JSON.stringify(problemDocument(failure, reply.request.url))))
}
