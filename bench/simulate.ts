import { controllers } from '../hooks/index.ts'
import type { JsonObject } from '../src/protocol/json.ts'
import type { KubernetesObject } from '../src/protocol/request.ts'
import { trusted } from '../src/protocol/trusted.ts'
import { applyObject } from '../src/simulation/apply.ts'
import { createWorld } from '../src/simulation/world.ts'

// How long a simulation of many apps takes: node bench/simulate.ts [APPS] [AGENTS]. One line of JSON.

type Document = KubernetesObject & JsonObject

const document = (kind: string, name: string, body: { readonly spec: JsonObject; readonly labels?: Readonly<Record<string, string>> }): Document =>
  trusted({ apiVersion: 'kaspr.io/v1alpha1', kind, metadata: { name, namespace: 'bench', labels: body.labels ?? {} }, spec: body.spec })

const python = 'def handle(value):\n    total = value["amount"] * value["price"]\n    return {"id": value["id"], "total": total}\n'

const documentsOf = (index: number, agents: number): readonly Document[] => [
  document('KasprApp', `app-${index}`, {
    spec: { replicas: 1, bootstrapServers: 'kafka:9092', authentication: { type: 'plain' }, storage: { type: 'persistent-claim', class: 'standard', size: '1Gi' } },
  }),
  ...Array.from({ length: agents }, (_, agent) => document('KasprAgent', `app-${index}-agent-${agent}`, {
    labels: { 'kaspr.io/app': `app-${index}` },
    spec: { input: { topic: { name: `topic-${agent}` } }, processors: { pipeline: ['handle'], operations: [{ name: 'handle', map: { entrypoint: 'handle', python } }] } },
  })),
]

const [apps = 100, agents = 3] = process.argv.slice(2).map(Number)
const began = performance.now()
const cpu = process.cpuUsage()
let [writes, refused, hooks] = [0, 0, 0]
const world = createWorld({
  controllers,
  observer: { write: (trace) => { if (trace.refused === undefined) writes += 1; else refused += 1 }, hook: () => { hooks += 1 } },
})
for (let index = 0; index < apps; index += 1) for (const object of documentsOf(index, agents)) await applyObject(world, object)
const { isIdle, lastWrite } = await world.runUntilIdle()
const { user, system } = process.cpuUsage(cpu)
const objects = await world.cluster.store.list({ apiVersion: 'kaspr.io/v1alpha1', kind: 'KasprApp', plural: 'kasprapps', scope: 'Namespaced' })
const ready = objects.filter((object) => JSON.stringify(object['status']).includes('"reason":"Healthy"')).length
process.stdout.write(`${JSON.stringify({
  apps, agents, converged: isIdle, ready, hooks, writes, refused, clockSeconds: (lastWrite - Date.UTC(2026, 0, 1)) / 1000,
  seconds: Number(((performance.now() - began) / 1000).toFixed(2)), cpuSeconds: Number(((user + system) / 1e6).toFixed(2)),
  maxRssMiB: Math.round(process.resourceUsage().maxRSS / 1024),
})}\n`)
