import http from 'node:http'
import type { ClientRequest, IncomingMessage } from 'node:http'
import type { MemberAddress } from './member-address.ts'
import { memberAnswer } from './member-answer.ts'
import type { MemberAnswer, MemberError, Members, MemberTarget } from './members.ts'

export interface MemberClientOptions {
  readonly address: MemberAddress
  /** Longest body that is read; 1 MiB when absent. */
  readonly mostBytes?: number
}

/** Talks to members over HTTP. */
export interface MemberClient extends Members {
  /** Closes connections that wait for another question. */
  readonly close: () => void
}

/**
 * A member tells its partitions and those of all others, none of which is kept: with 50 topics of 100 partitions and 40
 * members that is a fifth of this. Bodies are read one after another, so only what is on its way is held at once.
 */
const longestBody = 1024 * 1024

/** A connection that is not used for so long is closed. */
const idleMilliseconds = 60_000

export const memberClient = ({ address, mostBytes = longestBody }: MemberClientOptions): MemberClient => {
  const agent = new http.Agent({ keepAlive: true, timeout: idleMilliseconds })
  return {
    askMember: async (target, signal) => {
      const said = await exchange({ target, address, agent, mostBytes, signal, method: 'GET' })
      return typeof said === 'string' ? { answered: false, error: said } : answerOf(said)
    },
    // A connection of its own: on a kept one nobody could tell whether the signal arrived.
    signalRebalance: async (target) => {
      const said = await exchange({ target, address, agent: false, mostBytes, method: 'POST' })
      return typeof said === 'string' ? said : undefined
    },
    close: () => { agent.destroy() },
  }
}

interface Exchange {
  readonly target: MemberTarget
  readonly address: MemberAddress
  readonly agent: http.Agent | false
  readonly mostBytes: number
  readonly method: 'GET' | 'POST'
  readonly signal?: AbortSignal
}

/** A good answer. */
interface Said {
  readonly type: string | undefined
  readonly body: string
}

const answerOf = ({ type, body }: Said): MemberAnswer =>
  type === undefined || /\bjson\b/i.test(type) ? memberAnswer(body) : { answered: false, error: 'bad-json' }

/** One request within its time, whatever the other side does. */
const exchange = (of: Exchange): Promise<Said | MemberError> => new Promise((resolve) => {
  let current: ClientRequest | undefined
  let isOver = false
  const end = (result: Said | MemberError): void => {
    isOver = true
    clearTimeout(timer)
    of.signal?.removeEventListener('abort', abort)
    resolve(result)
    if (typeof result === 'string') current?.destroy()
  }
  const abort = (): void => { end('timeout') }
  const timer = setTimeout(abort, of.target.timeoutMilliseconds)
  of.signal?.addEventListener('abort', abort, { once: true })
  const send = (isRetry: boolean): void => {
    const request = http.request(of.address(of.target), { method: of.method, agent: of.agent, headers: headersOf(of) })
    current = request
    request.on('response', (answer) => { receive(answer, of.mostBytes, end) })
    request.on('error', (error: NodeJS.ErrnoException) => {
      // A member may close a kept connection in the very moment in which it is used again.
      if (request.reusedSocket && error.code === 'ECONNRESET' && !isRetry && !isOver && of.method === 'GET') send(true)
      else end(errorOf(error))
    })
    request.end()
  }
  if (of.signal?.aborted === true) return abort()
  try {
    send(false)
  } catch {
    // What cannot be written as an address leads nowhere.
    end('dns')
  }
})

const headersOf = ({ method }: Exchange): http.OutgoingHttpHeaders =>
  ({ accept: 'application/json', 'accept-encoding': 'identity', ...(method === 'POST' ? { 'content-length': 0 } : {}) })

const receive = (answer: IncomingMessage, mostBytes: number, end: (result: Said | MemberError) => void): void => {
  const { statusCode = 0, headers } = answer
  answer.on('error', () => { end('refused') })
  if (statusCode < 200 || statusCode > 299) return end(`http-${statusCode}`)
  const chunks: Buffer[] = []
  let length = 0
  answer.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length > mostBytes) end('bad-json')
    else chunks.push(chunk)
  })
  answer.on('end', () => { end({ type: headers['content-type'], body: Buffer.concat(chunks).toString('utf8') }) })
}

const errorOf = ({ code = '' }: NodeJS.ErrnoException): MemberError => {
  if (code === 'ENOTFOUND' || code.startsWith('EAI_')) return 'dns'
  if (code === 'ETIMEDOUT') return 'timeout'
  return code.startsWith('HPE_') ? 'bad-json' : 'refused'
}
