import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { trusted } from '../src/protocol/trusted.ts'
import { buildClient } from './client.ts'
import { cpuOf } from './contestants/node-process.ts'
import { startService } from './contestants/server.ts'
import type { Server } from './contestants/server.ts'
import { bodyOf } from './fixture/body.ts'
import type { Body } from './fixture/body.ts'
import { median } from './statistics.ts'

/**
 * What traces cost: CPU of a service that traces every call, to a collector that takes all, by that of one without traces.
 * Both have a turn in every round, in changing order. Options: --rounds 30 --requests 100.
 */
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '30' }, requests: { type: 'string', default: '100' } } })
const [rounds, requests] = [Number(values.rounds), Number(values.requests)]
const nodeOptions = ['--max-semi-space-size=8']

let received = 0
const collector = createServer((request, response) => {
  request.on('data', (chunk: Buffer) => { received += chunk.length }).on('end', () => response.end('{}'))
}).listen(0, '127.0.0.1')
await once(collector, 'listening')

const endpoint = `http://127.0.0.1:${trusted<AddressInfo>(collector.address()).port}`
const client = buildClient(1)
const [plain, traced] = await Promise.all([startService(nodeOptions), startService(nodeOptions, { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER: 'always_on', OTEL_BSP_SCHEDULE_DELAY: '200' })])

type Post = (server: Server) => Promise<unknown>

/** CPU milliseconds of a request. */
const turn = async (server: Server, post: Post): Promise<number> => await cpuOf(server, async () => {
  for (let count = 0; count < requests; count += 1) await post(server)
}) / requests

const compare = async (name: string, post: Post): Promise<void> => {
  for (const server of [plain, traced]) for (let count = 0; count < 5; count += 1) await turn(server, post)
  const pairs: { readonly without: number; readonly with: number }[] = []
  for (let round = 0; round < rounds; round += 1) {
    const [first, second] = round % 2 === 0 ? [plain, traced] : [traced, plain]
    const [one, two] = [await turn(first, post), await turn(second, post)]
    pairs.push(first === plain ? { without: one, with: two } : { without: two, with: one })
  }
  const [without, withTraces, ratio, more] = [
    pairs.map((pair) => pair.without), pairs.map((pair) => pair.with), pairs.map((pair) => pair.with / pair.without), pairs.map((pair) => pair.with - pair.without),
  ].map(median)
  process.stdout.write(`${name}: ${without?.toFixed(3)} ms without, ${withTraces?.toFixed(3)} ms with traces, ratio ${ratio?.toFixed(3)}, ${more?.toFixed(3)} ms more\n`)
}

const sync = (body: Body): Post => (server) => client.post(server.url, body.variant('parent'))
const unchanged = async (body: Body): Promise<Post> => {
  const { etag } = await client.post(plain.url, body.variant('nothing'))
  return (server) => client.post(server.url, body.variant('nothing'), etag)
}

try {
  for (const agents of [1, 10]) await compare(`sync, ${agents} agents, answered 200`, sync(bodyOf(agents)))
  await compare('sync, 1 agent, answered 304', await unchanged(bodyOf(1)))
  process.stdout.write(`the collector received ${received} bytes\n`)
} finally {
  client.close()
  await Promise.all([plain, traced].map(({ stop }) => stop()))
  collector.close()
}
