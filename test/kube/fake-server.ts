import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Clock } from '../../src/engine/object-store.ts'
import { connect } from '../../src/kube/connect.ts'
import type { KubeClient } from '../../src/kube/kube-client.ts'
import { trusted } from '../../src/protocol/trusted.ts'

/** A request as the fake server got it. */
export interface Got {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export type Handler = (got: Got, answer: ServerResponse) => void

interface Test {
  readonly testdir: (files: Record<string, string>) => string
  readonly teardown: (end: () => unknown) => void
}

/** Waits that are over at once, and are noted. */
export const hastyClock = (): Clock & { readonly waits: number[] } => {
  const waits: number[] = []
  return {
    waits,
    now: () => 0,
    after: (milliseconds, callback) => {
      waits.push(milliseconds)
      const timer = setImmediate(callback)
      return () => { clearImmediate(timer) }
    },
  }
}

const gotFrom = async (request: IncomingMessage): Promise<Got> => {
  const url = new URL(request.url ?? '', 'http://server')
  return { method: request.method ?? '', path: url.pathname, query: Object.fromEntries(url.searchParams), headers: request.headers, body: await text(request) }
}

export const kubeconfig = (server: string, user: object = { token: 'secret-token' }): string => JSON.stringify({
  'apiVersion': 'v1',
  'kind': 'Config',
  'clusters': [{ name: 'fake', cluster: { server } }],
  'users': [{ name: 'me', user }],
  'contexts': [{ name: 'here', context: { cluster: 'fake', user: 'me' } }],
  'current-context': 'here',
})

/** Serves requests one after another as the handler says, and gives a client of it. */
export const fakeServer = async (t: Test, handler: Handler): Promise<{ client: KubeClient; got: Got[]; waits: number[]; server: string }> => {
  const got: Got[] = []
  const http = createServer((request, answer) => {
    void gotFrom(request).then((one) => {
      got.push(one)
      handler(one, answer)
    })
  })
  await new Promise<void>((resolve) => { http.listen(0, '127.0.0.1', () => { resolve() }) })
  const { port } = trusted<AddressInfo>(http.address())
  const server = `http://127.0.0.1:${port}`
  const clock = hastyClock()
  const client = connect({ env: { KUBECONFIG: `${t.testdir({ config: kubeconfig(server) })}/config` }, clock, userAgent: 'tester/1' })
  t.teardown(() => {
    client.close()
    http.closeAllConnections()
    return new Promise((resolve) => { http.close(resolve) })
  })
  return { client, got, waits: clock.waits, server }
}

export const json = (answer: ServerResponse, status: number, body: unknown): void => {
  answer.writeHead(status, { 'content-type': 'application/json' }).end(typeof body === 'string' ? body : JSON.stringify(body))
}

export const refusal = (code: number, reason: string, message: string): object => ({ kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, message, code })

/** Until something is so; a test that waits in vain runs into its timeout. */
export const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => { setTimeout(resolve, 1) })
}
