import type { IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { ServerFailed, apiError } from '../engine/api-errors.ts'
import type { Refusal } from '../engine/api-errors.ts'
import type { Clock } from '../engine/object-store.ts'
import { pause } from '../engine/pause.ts'
import { isObject, parseJson } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import { Expired } from './kube-errors.ts'
import { failure } from './transport.ts'
import type { HttpCall, Transport } from './transport.ts'

/** A call whose body and answer are JSON. */
export interface KubeCall extends Pick<HttpCall, 'method' | 'path' | 'about' | 'signal'> {
  readonly body?: JsonValue
  readonly accept?: string
  /** Further headers. */
  readonly headers?: HttpCall['headers']
}

/** Speaks JSON with an API server. Refusals are errors of the engine's `api-errors.ts` in the server's own words. */
export interface KubeClient {
  readonly call: (call: KubeCall) => Promise<JsonObject>
  /** The answer as a stream, for watches: it may be silent for so many milliseconds. */
  readonly stream: (call: KubeCall, idleMilliseconds: number) => Promise<IncomingMessage>
  readonly clock: Clock
  readonly close: () => void
}

const idleMilliseconds = 30_000
/** How often a server may ask to be called again, as in Kubernetes' own clients. */
const mostTries = 10

export const kubeClient = (transport: Transport, clock: Clock): KubeClient => ({
  clock,
  call: async (call) => answerOf(call, await accepted(call, () => transport.send(httpCall(call, idleMilliseconds)), clock)),
  stream: (call, idle) => accepted(call, () => transport.send(httpCall(call, idle)), clock),
  close: () => { transport.close() },
})

/** The same client with further headers on every call, for example those that act for somebody else. */
export const withHeaders = (client: KubeClient, headers: NonNullable<HttpCall['headers']>): KubeClient => ({
  ...client,
  call: (call) => client.call({ ...call, headers: { ...call.headers, ...headers } }),
  stream: (call, idle) => client.stream({ ...call, headers: { ...call.headers, ...headers } }, idle),
})

const httpCall = ({ method, path, about, signal, body, accept, headers }: KubeCall, idle: number): HttpCall => ({
  method,
  path,
  about,
  idleMilliseconds: idle,
  ...(signal === undefined ? {} : { signal }),
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  headers: { ...headers, ...(accept === undefined ? {} : { accept }) },
})

const accepted = async (call: KubeCall, send: () => Promise<IncomingMessage>, clock: Clock): Promise<IncomingMessage> => {
  for (let tries = 1; ; tries += 1) {
    const answer = await send()
    const status = answer.statusCode ?? 0
    if (status >= 200 && status < 300) return answer
    const wait = retryAfter(answer)
    if (wait === undefined || tries >= mostTries) throw refused(call.about, await refusalOf(call, answer))
    answer.resume()
    await pause(clock, wait)
  }
}

/** A moment that was forgotten is news for lists and watches only, so it is not in the engine's table. */
const refused = (about: string, refusal: Refusal): Error =>
  refusal.status === 410 ? new Expired(about, refusal.message) : apiError(about, refusal)

/** Milliseconds after which an overloaded server wants to be asked again. */
const retryAfter = ({ statusCode = 0, headers }: IncomingMessage): number | undefined => {
  const seconds = headers['retry-after']
  if ((statusCode !== 429 && statusCode < 500) || seconds === undefined || !/^\d{1,4}$/.test(seconds)) return undefined
  return Number(seconds) * 1000
}

const refusalOf = async (call: KubeCall, answer: IncomingMessage): Promise<Refusal> => {
  const status = answer.statusCode ?? 0
  const bytes = await bytesOf(call, answer)
  const said = parsed(bytes)
  const { reason, message } = isObject(said) ? said : {}
  return {
    status,
    reason: typeof reason === 'string' ? reason : undefined,
    message: typeof message === 'string' ? message : `status ${status} ${bytes.toString('utf8').trim().slice(0, 200)}`.trim(),
  }
}

const answerOf = async (call: KubeCall, answer: IncomingMessage): Promise<JsonObject> => {
  const value = parsed(await bytesOf(call, answer))
  if (!isObject(value)) throw new ServerFailed(call.about, `what ${call.method} ${call.path} answers is no JSON object`)
  return value
}

const bytesOf = async ({ about }: KubeCall, answer: IncomingMessage): Promise<Buffer> => {
  try {
    return await buffer(answer)
  } catch (error) {
    throw failure(about, error instanceof Error ? error : new ServerFailed(about, String(error)))
  }
}

const parsed = (bytes: Buffer): JsonValue | undefined => {
  try {
    return parseJson(bytes)
  } catch {
    // The caller says what was expected instead.
    return undefined
  }
}
