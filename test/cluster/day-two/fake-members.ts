import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { MemberState } from '../../../steward/members.ts'
import { portOf } from '../../steward/fixtures/member-server.ts'

// Members of all apps behind one listener, which finds a pod by the path: kwok's pods run nothing. They speak what the
// runtime speaks (kaspr-lifecycle.md 4.1), each in its own manner.

/** How a member answers one request. */
export type Manner = (reply: ServerResponse) => void

export interface Signal { readonly pod: string; readonly at: number }

/** The members of one namespace. Pods that were told nothing are well, and number 0 leads. */
export interface FakeMembers {
  readonly behave: (pod: string, manner: Manner) => void
  readonly takeSignals: (pod: string, manner: Manner) => void
  /** Signals for a rebalance to the pods of a StatefulSet so far. */
  readonly signals: (statefulSet: string) => readonly Signal[]
}

export interface MemberListener {
  /** Template of their addresses, as the steward takes it. */
  readonly address: string
  readonly in: (namespace: string) => FakeMembers
  readonly close: () => Promise<void>
}

const answer = (status: number, type: string, body: string): Manner => (reply) => { reply.writeHead(status, { 'content-type': type }).end(body) }
const json = (body: unknown, status = 200): Manner => answer(status, 'application/json; charset=utf-8', JSON.stringify(body))

/** A good answer of a member in some state. */
export const says = (state: MemberState = {}): Manner =>
  json({ leader: false, rebalancing: false, recovering: false, assignment: { actives: { rides: [0, 2] }, standbys: {} }, table_metadata: {}, ...state })

/** The same, so many milliseconds later. */
export const slowly = (milliseconds: number): Manner => (reply) => { setTimeout(() => { says()(reply) }, milliseconds).unref() }

export const rebalancing = says({ rebalancing: true })
/** Takes the request and never answers. */
export const mute: Manner = () => undefined
export const broken = json({ error: 'Internal server error' }, 500)
/** The server of the runtime answers so before its consumer has started. */
export const html = answer(200, 'text/html', '<html><body>Please wait</body></html>')
export const cutShort = answer(200, 'application/json', '{"leader": true, "rebalanc')
export const huge = json({ leader: true, rebalancing: false, recovering: false, assignment: 'x'.repeat(2 * 1024 * 1024) })
export const wrongTypes = json({ leader: 'yes', rebalancing: 1, recovering: [] })
/** Hangs up without a word, as a pod on which nothing listens. */
export const hangsUp: Manner = (reply) => { reply.socket?.destroy() }
/** One byte after the other, for ever. */
export const drips: Manner = (reply) => {
  reply.writeHead(200, { 'content-type': 'application/json' }).write('{')
  const drop = setInterval(() => { reply.write(' ') }, 200).unref()
  reply.on('close', () => { clearInterval(drop) })
}

interface Told { readonly manners: Map<string, Manner>; readonly signalled: Map<string, Manner>; readonly signals: Signal[] }

/** Starts to listen on a port of 127.0.0.1. */
export const listenAsMembers = async (): Promise<MemberListener> => {
  const told: Told = { manners: new Map(), signalled: new Map(), signals: [] }
  const server = createServer((request, reply) => { serve(told, request, reply) })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `http://127.0.0.1:${portOf(server)}/{namespace}/{pod}`,
    in: (namespace) => ({
      behave: (pod, manner) => { told.manners.set(`${namespace}/${pod}`, manner) },
      takeSignals: (pod, manner) => { told.signalled.set(`${namespace}/${pod}`, manner) },
      signals: (statefulSet) => told.signals.filter(({ pod }) => pod.startsWith(`${namespace}/${statefulSet}-`)),
    }),
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

const serve = ({ manners, signalled, signals }: Told, { method = '', url = '' }: IncomingMessage, reply: ServerResponse): void => {
  const [, pod = '', path = ''] = /^\/([^/]+\/[^/]+)(\/.*)$/.exec(url) ?? []
  switch (`${method} ${path}`) {
    case 'GET /status/': return (manners.get(pod) ?? says({ leader: pod.endsWith('-0') }))(reply)
    case 'POST /signal/rebalance':
      signals.push({ pod, at: Date.now() })
      return (signalled.get(pod) ?? json({ status: 'ok', message: 'Rebalance requested' }))(reply)
    default: return json({ error: 'Not found' }, 404)(reply)
  }
}
