import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { once } from 'node:events'
import process from 'node:process'
import { buffer } from 'node:stream/consumers'
import { KasprMemberSet } from '../../hooks/kaspr/kasprmemberset/resource.ts'
import { memoryStore } from '../../src/engine/memory-store.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import { PersistentVolumeClaim } from '../../src/kit/kinds.ts'
import type { Kind } from '../../src/kit/kind.ts'
import { selects } from '../../src/kit/selector.ts'
import { systemClock } from '../../src/kube/system-clock.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { Lease, Pod } from '../../steward/kinds.ts'
import { appObjects, foreignPods } from './objects.ts'

// An API server, as far as a steward needs one: pages, watches, leases and status subresources. The first message names the
// ports of the apps; the answer is the server's own.

const [members = 0, foreign = 0] = process.argv.slice(2).map(Number)
const store = memoryStore({ clock: systemClock })
const kinds: readonly Kind[] = [Pod, PersistentVolumeClaim, KasprMemberSet, Lease]

const send = (reply: ServerResponse, status: number, body: object): void => { reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)) }

interface Asked { readonly kind: Kind; readonly name: string | undefined; readonly namespace: string | undefined; readonly isStatus: boolean; readonly query: URLSearchParams }

const askedOf = (request: IncomingMessage): Asked | undefined => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://server')
  const [, namespace, plural, name, subresource] = /(?:\/namespaces\/([^/]+))?\/([a-z]+)(?:\/([^/]+)(?:\/(status))?)?$/.exec(pathname.replace(/^\/(api\/v1|apis\/[^/]+\/[^/]+)/, '')) ?? []
  const kind = kinds.find((known) => known.plural === plural)
  return kind === undefined ? undefined : { kind, name, namespace, isStatus: subresource === 'status', query: searchParams }
}

/** Of selectors only `key=value` is understood. */
const isMeant = ({ namespace, query }: Asked, { metadata }: StoredObject): boolean => {
  const [key = '', value = ''] = (query.get('labelSelector') ?? '').split('=')
  return (namespace === undefined || namespace === metadata.namespace) && selects({ matchLabels: key === '' ? {} : { [key]: value } }, metadata.labels)
}

const list = async (asked: Asked, reply: ServerResponse): Promise<void> => {
  const { kind, query } = asked
  const all = (await store.list(kind)).filter((object) => isMeant(asked, object))
  const [from, limit] = [Number(query.get('continue') ?? 0), Number(query.get('limit') ?? all.length)]
  const more = from + limit < all.length ? { continue: String(from + limit) } : {}
  send(reply, 200, { kind: `${kind.kind}List`, apiVersion: kind.apiVersion, metadata: { resourceVersion: '1', ...more }, items: all.slice(from, from + limit) })
}

const words = { Added: 'ADDED', Modified: 'MODIFIED', Deleted: 'DELETED' } as const

/** Whoever watches has listed before: what is there already is not told again. */
const watch = (asked: Asked, reply: ServerResponse): void => {
  let isOpen = false
  reply.writeHead(200, { 'content-type': 'application/json' }).flushHeaders()
  const end = store.watch(asked.kind, ({ type, object }) => { if (isOpen && isMeant(asked, object)) reply.write(`${JSON.stringify({ type: words[type], object })}\n`) })
  isOpen = true
  reply.on('close', end)
}

const one = async ({ kind, name = '', namespace, isStatus }: Asked, request: IncomingMessage, reply: ServerResponse): Promise<void> => {
  const sent = async (): Promise<StoredObject> => trusted<StoredObject>(JSON.parse((await buffer(request)).toString('utf8')))
  if (request.method === 'POST') return send(reply, 201, await store.create(kind, await sent()))
  if (request.method === 'PUT') return send(reply, 200, await (isStatus ? store.updateStatus : store.update)(kind, await sent()))
  const found = await store.get({ kind, name, namespace })
  if (found === undefined) send(reply, 404, { kind: 'Status', code: 404, reason: 'NotFound', message: 'not found' })
  else send(reply, 200, found)
}

const answered = async (request: IncomingMessage, reply: ServerResponse): Promise<void> => {
  const asked = askedOf(request)
  if (asked === undefined) send(reply, 404, { kind: 'Status', code: 404, reason: 'NotFound', message: 'not found' })
  else if (asked.name !== undefined || request.method !== 'GET') await one(asked, request, reply)
  else if (asked.query.get('watch') === 'true') watch(asked, reply)
  else await list(asked, reply)
}

const refused = (reply: ServerResponse) => (error: unknown): void => {
  const code = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  send(reply, code, { kind: 'Status', code, reason: code === 409 ? 'Conflict' : 'InternalError', message: String(error) })
}

const serve = async (ports: readonly number[]): Promise<void> => {
  store.load([...ports.flatMap((port, index) => appObjects(`app${index}`, port, members)), ...foreignPods(foreign)])
  const server = createServer((request, reply) => { answered(request, reply).catch(refused(reply)) }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  process.send?.(typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '')
}

process.on('message', (ports) => { void serve(trusted<readonly number[]>(ports)) })
process.on('disconnect', () => { process.exit(0) })
