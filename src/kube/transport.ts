import http from 'node:http'
import type { IncomingMessage, RequestOptions } from 'node:http'
import https from 'node:https'
import type { KubeConfig } from '@kubernetes/client-node'
import { TimedOut, Unavailable } from '../engine/api-errors.ts'
import type { Clock } from '../engine/object-store.ts'

export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With query. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  readonly body?: string
  /** Ends the call, also while its answer is being read. */
  readonly signal?: AbortSignal
  /** Without a single byte for so long, the call fails. */
  readonly idleMilliseconds: number
  /** What the call is about, for errors: `ConfigMap n1/a`. */
  readonly about: string
}

/** Calls a server over HTTP. Its answer has begun when the promise resolves. Throws Unavailable or TimedOut. */
export interface Transport {
  readonly send: (call: HttpCall) => Promise<IncomingMessage>
  /** Closes connections that wait for another call. */
  readonly close: () => void
}

/** Certificates and tokens are read again after so many milliseconds, because both are renewed in place. */
const credentialsLifetime = 30_000

/** A transport to the current cluster of a kubeconfig, with its TLS, its credentials and its proxy. */
export const transportOf = (config: KubeConfig, { clock, userAgent }: { readonly clock: Clock; readonly userAgent: string }): Transport => {
  const base = new URL(config.getCurrentCluster()?.server ?? '')
  const client = base.protocol === 'http:' ? http : https
  const agent = new client.Agent({ keepAlive: true })
  const credentials = cached(clock, () => optionsOf(config))
  const isProxied = config.getCurrentCluster()?.proxyUrl !== undefined
  const send = async (call: HttpCall): Promise<IncomingMessage> => {
    const { agent: proxy, headers, ...options } = await credentials()
    return await begun(call, (onAnswer) => client.request({
      ...options,
      agent: isProxied ? proxy : agent,
      hostname: base.hostname.replace(/^\[|\]$/g, ''),
      port: base.port,
      method: call.method,
      path: `${base.pathname.replace(/\/$/, '')}${call.path}`,
      headers: { ...headers, 'user-agent': userAgent, accept: 'application/json', ...bodyHeaders(call.body), ...call.headers },
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    }, onAnswer))
  }
  return { send, close: () => { agent.destroy() } }
}

const optionsOf = async (config: KubeConfig): Promise<RequestOptions> => {
  const options: https.RequestOptions = {}
  await config.applyToHTTPSOptions(options)
  return options
}

const cached = <Value>(clock: Clock, read: () => Promise<Value>): (() => Promise<Value>) => {
  let held: { readonly value: Promise<Value>; readonly until: number } | undefined
  return () => {
    if (held === undefined || clock.now() >= held.until) held = { value: read(), until: clock.now() + credentialsLifetime }
    const { value } = held
    value.catch(() => { held = undefined })
    return value
  }
}

const bodyHeaders = (body: string | undefined): Readonly<Record<string, string | number>> =>
  body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }

type Begin = (onAnswer: (answer: IncomingMessage) => void) => http.ClientRequest

/** A kept connection may end in the very moment in which it is used again; what only reads is then sent once more. */
const begun = (call: HttpCall, begin: Begin): Promise<IncomingMessage> => new Promise((resolve, reject) => {
  const request = begin(resolve)
  request.setTimeout(call.idleMilliseconds, () => { request.destroy(new TimedOut(call.about, `nothing within ${call.idleMilliseconds} ms`)) })
  request.on('error', (error: NodeJS.ErrnoException) => {
    if (request.reusedSocket && error.code === 'ECONNRESET' && call.method === 'GET') resolve(begun(call, begin))
    else reject(failure(call.about, error))
  })
  request.end(call.body)
})

/** Words of a failed connection; ours stay as they are. */
export const failure = (about: string, error: NodeJS.ErrnoException): Error =>
  error.code?.startsWith('KH_') === true ? error : new Unavailable(about, error.message === '' ? error.code ?? error.name : error.message)
