import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'

/** What became of one POST: a status, or why there was none. */
export type Outcome = { readonly status: number; readonly close: boolean } | { readonly failure: string }

/** A caller with the rules of Go's net/http, which Metacontroller uses. */
export interface GoClient {
  readonly post: (path: string, body: string) => Promise<Outcome>
  /** POSTs that were sent once more because the connection was gone before anything was written. */
  readonly again: () => number
  readonly close: () => void
}

/** MaxIdleConnsPerHost of Go's default transport. */
const mostIdle = 2

/**
 * The connection that was used last goes first; two are kept. A connection whose end was seen is not used. A POST is not
 * idempotent: it is sent again only if its connection was used before and nothing of it was written.
 */
export const buildGoClient = (port: number): GoClient => {
  const idle: Socket[] = []
  let again = 0
  const dial = async (): Promise<Socket | string> => {
    const socket = connect(port, '127.0.0.1').setNoDelay(true)
    const failed = once(socket, 'error').then(([cause]) => String(cause))
    const connected = once(socket, 'connect').then(() => socket)
    return Promise.race([connected, failed]).catch(String)
  }
  const keep = (socket: Socket): void => {
    if (idle.length >= mostIdle) return void socket.destroy()
    idle.push(socket)
    const forget = (): void => {
      const at = idle.indexOf(socket)
      if (at !== -1) idle.splice(at, 1)
      socket.destroy()
    }
    socket.once('end', forget).once('close', forget).once('error', forget)
  }
  const post: GoClient['post'] = async (path, body) => {
    const used = idle.pop()
    const socket = used ?? await dial()
    if (typeof socket === 'string') return { failure: `dial: ${socket}` }
    if (used !== undefined && !used.writable) {
      again += 1
      return post(path, body)
    }
    socket.removeAllListeners('end').removeAllListeners('close').removeAllListeners('error')
    const outcome = await exchange(socket, textOf(path, body))
    if ('status' in outcome && !outcome.close) keep(socket)
    else socket.destroy()
    return outcome
  }
  return { post, again: () => again, close: () => { for (const socket of [...idle]) socket.destroy() } }
}

const textOf = (path: string, body: string): string =>
  `POST ${path} HTTP/1.1\r\nhost: hooks\r\nuser-agent: Go-http-client/1.1\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`

/** Writes a request and reads its answer. Whatever ends the connection before is a failure: something was written. */
const exchange = (socket: Socket, text: string): Promise<Outcome> => new Promise((resolve) => {
  let heard = Buffer.alloc(0)
  const settle = (outcome: Outcome): void => {
    socket.removeAllListeners('data').removeAllListeners('end').removeAllListeners('close').removeAllListeners('error')
    socket.on('error', () => undefined)
    resolve(outcome)
  }
  socket.on('data', (bytes: Buffer) => {
    heard = Buffer.concat([heard, bytes])
    const outcome = complete(heard)
    if (outcome !== undefined) settle(outcome)
  })
  socket.once('end', () => settle({ failure: `end of the connection after ${heard.length} bytes` }))
  socket.once('close', () => settle({ failure: `connection closed after ${heard.length} bytes` }))
  socket.once('error', (cause) => settle({ failure: String(cause) }))
  socket.write(text)
})

const complete = (heard: Buffer): Outcome | undefined => {
  const end = heard.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  const head = heard.toString('latin1', 0, end).toLowerCase()
  const length = Number(/content-length: (\d+)/.exec(head)?.[1] ?? 0)
  if (heard.length < end + 4 + length) return undefined
  return { status: Number(head.split(' ')[1]), close: head.includes('\r\nconnection: close') }
}
