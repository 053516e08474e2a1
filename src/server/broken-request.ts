import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { RequestMalformed } from '../protocol/errors.ts'
import { failureOf } from './failure.ts'
import { problemDocument, problemMediaType } from './problem-document.ts'

/** Answers what never became a request: malformed, too slow, headers too large. The connection ends with it. */
export const answerBrokenRequests = (error: Error, socket: Socket): void => {
  if (('code' in error && error.code === 'ECONNRESET') || socket.destroyed) return
  if (socket.writable) socket.write(brokenAnswer(error))
  socket.destroySoon()
}

const brokenAnswer = (error: Error): string => {
  const known = failureOf(error, 0)
  const failure = known.code === 'KH_INTERNAL' ? failureOf(new RequestMalformed(), 0) : known
  const body = JSON.stringify(problemDocument(failure))
  return [
    `HTTP/1.1 ${failure.status} ${STATUS_CODES[failure.status] ?? ''}`,
    `content-type: ${problemMediaType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    '',
    body,
  ].join('\r\n')
}
