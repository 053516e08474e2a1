import type { FastifyInstance } from 'fastify'
import { BodyNotJson } from '../protocol/errors.ts'
import { parseJson } from '../protocol/json.ts'
import type { JsonValue } from '../protocol/json.ts'

/**
 * Bodies stay bytes until somebody asks: the entity tag needs nothing more. Fastify's own parser would refuse the legal
 * ConfigMap key `__proto__` and stop at 1 MiB.
 */
export const keepBytes = (app: FastifyInstance): void => {
  app.removeAllContentTypeParsers()
  for (const mediaType of ['application/json', /^application\/[^;\s]+\+json(?:;|$)/]) {
    app.addContentTypeParser(mediaType, { parseAs: 'buffer' }, (_request, bytes, done) => done(null, bytes))
  }
}

/** The bytes of a request. Throws BodyNotJson when there are none. */
export const bytesOf = (body: unknown): Buffer => {
  if (!Buffer.isBuffer(body) || body.length === 0) throw new BodyNotJson('it is empty')
  return body
}

/** Parses the bytes. Throws BodyNotJson or BodyTooDeep; neither quotes the body, which may hold a Secret. */
export const documentOf = (bytes: Buffer): JsonValue => {
  try {
    return parseJson(bytes)
  } catch (cause) {
    throw cause instanceof BodyNotJson ? new BodyNotJson(placeOf(cause.message)) : cause
  }
}

/** The engine quotes the text around a mistake; the place of the mistake is enough. */
const placeOf = (message: string): string => {
  if (message.includes('UTF-8')) return 'it is not UTF-8'
  if (message.includes('end of JSON')) return 'it ends too early'
  return /at position \d+(?: \(line \d+ column \d+\))?/.exec(message)?.[0] ?? 'unexpected token'
}
