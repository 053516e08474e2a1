import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import { once } from 'node:events'
import type { Registry } from 'prom-client'
import { ListenFailed } from '../src/protocol/errors.ts'
import { wordsOf } from './complaints.ts'

export interface OperationsPage {
  readonly registry: Registry
  readonly isReady: () => boolean
}

export interface OperationsListener {
  /** Address as a URL. */
  readonly address: string
  readonly close: () => Promise<void>
}

interface Page {
  readonly status: number
  readonly type: string
  readonly body: string
}

/** Health and metrics for kubelet and Prometheus. Throws ListenFailed. */
export const listenForOperations = async (page: OperationsPage, host: string, port: number): Promise<OperationsListener> => {
  const server = createServer(answers(page))
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch (error) {
    throw new ListenFailed(`${host}:${port}`, wordsOf(error))
  }
  return { address: addressOf(server, host), close: () => closed(server) }
}

const answers = (page: OperationsPage): RequestListener => (request, reply) => {
  request.resume()
  void pageAt(page, request.url?.split('?', 1)[0] ?? '').then(({ status, type, body }) => {
    reply.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body)
  })
}

const pageAt = async ({ registry, isReady }: OperationsPage, path: string): Promise<Page> => {
  switch (path) {
    case '/healthz': return json(200, { status: 'ok' })
    case '/readyz': return isReady() ? json(200, { status: 'ready' }) : json(503, { status: 'not ready' })
    case '/metrics': return { status: 200, type: registry.contentType, body: await registry.metrics() }
    default: return json(404, { status: 'no such page' })
  }
}

const json = (status: number, body: Readonly<Record<string, string>>): Page => ({ status, type: 'application/json; charset=utf-8', body: JSON.stringify(body) })

const addressOf = (server: Server, host: string): string => {
  const address = server.address()
  return `http://${host}:${typeof address === 'object' && address !== null ? address.port : 0}`
}

const closed = (server: Server): Promise<void> => new Promise((resolve) => {
  server.close(() => { resolve() })
  server.closeAllConnections()
})
