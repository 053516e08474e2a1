import t from 'tap'
import * as api from '../../src/engine/api-errors.ts'
import * as engine from '../../src/engine/engine-errors.ts'
import { apiError, codeOf, isAlreadyExists, isConflict, isNotFound } from '../../src/engine/api-errors.ts'
import { retryAfterOf, throttled } from '../../src/engine/engine-errors.ts'
import { trusted } from '../../src/protocol/trusted.ts'

const made = (table: object): readonly { readonly code: string; readonly statusCode: number; readonly message: string }[] =>
  Object.entries(table).filter(([name, value]) => /^[A-Z]/.test(name) && typeof value === 'function').map(([, build]) => new (trusted<new () => { code: string; statusCode: number; message: string }>(build))())

t.test('every error has a code of its own, a status and words', async (t) => {
  const errors = [...made(api), ...made(engine)]
  t.ok(errors.length > 30)
  t.equal(new Set(errors.map(({ code }) => code)).size, errors.length)
  t.ok(errors.every(({ code, statusCode, message }) => /^KH_(API|ENGINE)_[A-Z_]+$/.test(code) && statusCode >= 400 && statusCode < 600 && message.length > 5))
})

t.test('what an API server refuses becomes the error of its status', async (t) => {
  const refused = (status: number, reason?: string) => codeOf(apiError('ConfigMap n1/a', { status, reason, message: 'why' }))
  t.strictSame([400, 401, 403, 404, 405, 413, 422, 429, 500, 502, 503, 504].map((status) => refused(status)), [
    'KH_API_BAD_REQUEST', 'KH_API_UNAUTHORIZED', 'KH_API_FORBIDDEN', 'KH_API_NOT_FOUND', 'KH_API_METHOD_NOT_ALLOWED', 'KH_API_TOO_LARGE', 'KH_API_INVALID',
    'KH_API_TOO_MANY_REQUESTS', 'KH_API_FAILED', 'KH_API_FAILED', 'KH_API_UNAVAILABLE', 'KH_API_TIMED_OUT',
  ])
  t.strictSame([refused(409, 'AlreadyExists'), refused(409, 'Conflict'), refused(409)], ['KH_API_ALREADY_EXISTS', 'KH_API_CONFLICT', 'KH_API_CONFLICT'])
  t.equal(apiError('ConfigMap n1/a', { status: 422, message: 'data: too long' }).message, 'ConfigMap n1/a is invalid: data: too long')
})

t.test('the three that Metacontroller forgives are told apart', async (t) => {
  const [gone, there, newer] = [new api.NotFound('a'), new api.AlreadyExists('a'), new api.Conflict('a', 'b')]
  t.strictSame([gone, there, newer].map((error) => [isNotFound(error), isAlreadyExists(error), isConflict(error)]), [[true, false, false], [false, true, false], [false, false, true]])
  t.strictSame([codeOf('text'), codeOf(new TypeError('x')), isNotFound(undefined)], ['', '', false])
})

t.test('a throttled hook says for how long', async (t) => {
  t.strictSame([retryAfterOf(throttled('sync', 7)), retryAfterOf(throttled('sync', -1)), retryAfterOf(new TypeError('x'))], [7, -1, undefined])
})
