import { createHash } from 'node:crypto'
import type { Body } from '../fixture/body.ts'
import { bodyOf } from '../fixture/body.ts'
import { components, definitionText } from '../fixture/sync-request.ts'
import { buildClient } from '../client.ts'
import type { Client } from '../client.ts'
import { BenchFailed } from '../failure.ts'
import { startNode } from './node-process.ts'
import type { NodeProcess } from './node-process.ts'
import { startBare, startService } from './server.ts'
import type { Server } from './server.ts'
import { startStandIn } from './stand-in.ts'
import type { Missing, StandIn } from './stand-in.ts'

/** Numbers of agents that are measured. */
export const sizes = [1, 10, 50] as const

/** A request with what is known about its answer. */
export interface Case extends Body {
  readonly etag: string
  readonly answerBytes: number
}

/** Everything that takes part in a run, started. */
export interface Field {
  readonly cases: readonly Case[]
  readonly client: Client
  readonly service: Server
  /** A second service: new components push old ones out of its memory. */
  readonly coldService: Server
  readonly bare: Server
  readonly json: NodeProcess
  readonly standIn: StandIn | Missing
  readonly stop: () => Promise<void>
}

export const startField = async (nodeOptions: readonly string[]): Promise<Field> => {
  const client = buildClient(1)
  const [service, coldService, json, standIn] = await Promise.all([startService(nodeOptions), startService(nodeOptions), startNode('json-loop.ts', []), startStandIn()])
  const asked = await Promise.all(sizes.map(async (agents) => {
    const body = bodyOf(agents)
    return { body, reply: await client.post(service.url, body.variant('nothing')) }
  }))
  const bare = await startBare(Object.fromEntries(asked.map(({ body, reply }) => [`/${body.agents}`, reply.body.toString()])))
  for (const { body } of asked) await json.ask({ load: { name: String(body.agents), text: body.variant('nothing').toString() } })
  if ('load' in standIn) for (const agents of sizes) await loadComponents(standIn, agents)
  const started = [service, coldService, bare, json, ...('load' in standIn ? [standIn] : [])]
  return {
    cases: asked.map(({ body, reply }) => ({ ...body, etag: reply.etag, answerBytes: reply.body.length })),
    client, service, coldService, bare, json, standIn,
    stop: async () => {
      client.close()
      await Promise.all(started.map(({ stop }) => stop()))
    },
  }
}

/** Hands the same components over, and makes sure that the same files come out, byte for byte. */
const loadComponents = async (standIn: StandIn, agents: number): Promise<void> => {
  const settled = components(agents)
  const given = settled.map(({ parent: { kind, metadata: { name, namespace, labels }, ...rest } }) => ({ kind, metadata: { name, namespace, labels }, ...rest }))
  await standIn.load(String(agents), given)
  const { digest } = await standIn.render(String(agents), 1)
  const own = createHash('sha256').update(settled.map(definitionText).join('')).digest('hex')
  if (digest !== own) throw new BenchFailed(`the stand-in renders other files than we do for ${agents} agents`)
}
