import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import type { JsonValue } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { RequestRefused } from './errors.ts'

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With the query. */
  readonly path: string
  readonly body?: unknown
  /** Name of the user in whose place it is done. */
  readonly as?: string
  readonly contentType?: 'application/json' | 'application/merge-patch+json' | 'application/apply-patch+yaml'
}

export interface Reply {
  readonly status: number
  /** A JSON value, or the text when it is none. */
  readonly body: JsonValue
}

/** A bare client of an API server: one request, one answer, whatever its status. */
export interface Api {
  readonly call: (call: Call) => Promise<Reply>
  /** The body of a good answer. Throws RequestRefused with the server's words. */
  readonly expect: (call: Call) => Promise<JsonValue>
  readonly close: () => void
}

interface Access { readonly server: string; readonly ca: Buffer; readonly token: string }

interface Kubeconfig {
  readonly clusters: readonly [{ readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string } }]
  readonly users: readonly [{ readonly user: { readonly token: string } }]
}

/** Reads the kubeconfigs that credentials.ts writes, no others. */
const accessOf = (kubeconfig: string): Access => {
  const { clusters: [{ cluster }], users: [{ user }] } = trusted<Kubeconfig>(JSON.parse(readFileSync(kubeconfig, 'utf8')))
  return { server: cluster.server, ca: Buffer.from(cluster['certificate-authority-data'], 'base64'), token: user.token }
}

export const openApi = (kubeconfig: string): Api => {
  const access = accessOf(kubeconfig)
  const agent = new Agent({ keepAlive: true, ca: access.ca, maxSockets: 16 })
  const call = (wanted: Call): Promise<Reply> => send(access, agent, wanted)
  const expect = async (wanted: Call): Promise<JsonValue> => {
    const { status, body } = await call(wanted)
    if (status >= 300) throw new RequestRefused(`${wanted.method} ${wanted.path}`, status, messageOf(body))
    return body
  }
  return { call, expect, close: () => { agent.destroy() } }
}

const send = ({ server, token }: Access, agent: Agent, { method, path, body, as, contentType = 'application/json' }: Call): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const text = body === undefined ? '' : JSON.stringify(body)
    // Without a length Node sends the body of a DELETE as the beginning of the next request.
    const headers = { 'content-length': Buffer.byteLength(text), authorization: `Bearer ${token}`, accept: 'application/json', 'content-type': contentType, 'user-agent': 'kaspr-hooks-tests', ...(as === undefined ? {} : { 'impersonate-user': as }) }
    const sent = request(new URL(path, server), { method, headers, agent, timeout: 60_000 }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => { resolve({ status: response.statusCode ?? 0, body: bodyOf(Buffer.concat(chunks).toString()) }) })
    })
    sent.on('error', reject)
    sent.on('timeout', () => { sent.destroy() })
    sent.end(text)
  })

const bodyOf = (text: string): JsonValue => {
  try {
    return trusted<JsonValue>(JSON.parse(text))
  } catch {
    return text
  }
}

const messageOf = (body: JsonValue): string =>
  typeof body === 'object' && body !== null && 'message' in body ? String(body['message']) : JSON.stringify(body)
