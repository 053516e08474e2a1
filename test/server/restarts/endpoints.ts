import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * A Service of Kubernetes, as a TCP proxy: it gives every new connection to one of the endpoints and never looks into it.
 * Endpoints come and go some time after they did, as they do in a cluster; connections stay where they are.
 */
export interface Endpoints {
  readonly port: number
  readonly add: (port: number) => Promise<void>
  readonly remove: (port: number) => Promise<void>
  /** Connections that were given to an endpoint since it came. */
  readonly given: (port: number) => number
  readonly close: () => void
}

export const openEndpoints = async (propagationMilliseconds: number): Promise<Endpoints> => {
  const endpoints = new Set<number>()
  const given = new Map<number, number>()
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (front) => {
    const chosen = [...endpoints][Math.floor(Math.random() * endpoints.size)] ?? 0
    given.set(chosen, (given.get(chosen) ?? 0) + 1)
    const back = connect({ port: chosen, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
    for (const [from, to] of [[front, back], [back, front]] as const) {
      open.add(from)
      from.pipe(to)
      from.on('error', () => to.destroy()).on('close', () => {
        open.delete(from)
        if (from.errored !== null) to.destroy()
      })
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    add: async (port) => {
      await sleep(propagationMilliseconds)
      given.delete(port)
      endpoints.add(port)
    },
    remove: async (port) => {
      await sleep(propagationMilliseconds)
      endpoints.delete(port)
    },
    given: (port) => given.get(port) ?? 0,
    close: () => {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}
