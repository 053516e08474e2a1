import { availableParallelism } from 'node:os'
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { setTimeout as sleep } from 'node:timers/promises'
import { bodyOf } from './fixture/body.ts'
import { atRate } from './fixed-rate.ts'
import { quantile, slope } from './statistics.ts'
import { sha256Hex } from '../src/kit/hash.ts'
import { createSandboxes } from '../src/sandbox/sandboxes.ts'
import type { SandboxCall, Sandboxes } from '../src/sandbox/sandbox.ts'

/**
 * What a sandboxed sync costs more than the same function called directly. Every call begins at its own time of a fixed
 * rate, whatever the others do, so that waiting counts. Options: --calls 2000 --rate 200 --workers 2.
 */
const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '2000' },
    rate: { type: 'string', default: '200' },
    workers: { type: 'string', default: String(availableParallelism()) },
  },
})

const limits = { timeoutMs: 1000, memoryMiB: 64, stackKiB: 512, inputKiB: 8192, outputKiB: 1024 }

interface Program {
  readonly request: string
  /** Body of the hook. */
  readonly body: string
}

const podOf = (number: number): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: `web-${number}`, namespace: 'default', uid: `5f1c0000-0000-4000-8000-${String(number).padStart(12, '0')}`, resourceVersion: String(100_000 + number), labels: { app: 'web', tier: 'front' },
    annotations: { 'example.com/note': 'x'.repeat(200) }, ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'u', controller: true }],
  },
  spec: {
    nodeName: `node-${number % 7}`, serviceAccountName: 'default',
    containers: [{ name: 'web', image: 'example/web:1', env: Array.from({ length: 8 }, (_, at) => ({ name: `VARIABLE_${at}`, value: `value-${at}` })), ports: [{ containerPort: 8080, name: 'http' }] }],
  },
  status: { phase: 'Running', podIP: '10.0.0.1', conditions: ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({ type, status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' })) },
})

/** The worst case for a sandbox: the same bytes in many small objects. */
const manySmall = (bytes: number): string => {
  const pods: Record<string, object> = {}
  let size = 0
  for (let number = 0; size < bytes; number++) {
    const pod = podOf(number)
    pods[`web-${number}`] = pod
    size += JSON.stringify(pod).length + 10
  }
  return JSON.stringify({ controller: {}, parent: podOf(0), children: { 'Pod.v1': pods }, related: {}, finalizing: false })
}

/** As Metacontroller sends it for an app with six agents: objects with managedFields and defaults. */
const usual = bodyOf(6).variant('nothing').toString()

const states = `
  const objects = [request.children, request.related].flatMap((groups) => Object.values(groups)).flatMap((group) => Object.values(group))
  const seen = objects.filter(({ metadata, status }) => metadata.labels !== undefined && status !== undefined)
  const ready = seen.filter(({ status }) => status.readyReplicas === status.replicas)
  return { status: { ready: ready.length }, children: ready.slice(0, 10).map(({ metadata }) => ({ kind: 'ConfigMap', metadata: { name: metadata.name } })) }`

const programs = {
  parent: { request: usual, body: 'return { children: [{ kind: "ConfigMap", metadata: { name: request.parent.metadata.name } }] }' },
  states: { request: usual, body: states },
  'small states': { request: manySmall(usual.length), body: states },
  everything: {
    request: usual,
    body: `
      const count = (value) => (typeof value === 'object' && value !== null ? Object.values(value).reduce((sum, part) => sum + count(part), 1) : 1)
      return { status: { values: count(request) }, children: [] }`,
  },
} satisfies Record<string, Program>

const callOf = ({ request, body }: Program): SandboxCall => {
  const code = `export const sync = (request, ctx) => {${body}\n}`
  return { code, codeDigest: sha256Hex(code), file: 'program.ts', exported: 'sync', request, now: '2026-01-02T03:04:05Z', limits }
}

const figures = (numbers: readonly number[]): string => [0.5, 0.99].map((part) => quantile(numbers, part).toFixed(2).padStart(8)).join(' ')

/** The same function in this process: parse, call, write. */
const directly = async (program: Program, calls: number): Promise<readonly number[]> => {
  const address = `data:text/javascript,${encodeURIComponent(callOf(program).code)}`
  const { sync } = await import(address)
  return Array.from({ length: calls }, () => {
    const began = performance.now()
    JSON.stringify(sync(JSON.parse(program.request), {}))
    return performance.now() - began
  })
}

interface Measured {
  readonly kill: string | undefined
  readonly latency: number
  readonly inside: number
}

const once = async (sandboxes: Sandboxes, call: SandboxCall): Promise<Measured> => {
  const began = performance.now()
  const result = await sandboxes.run(call)
  return { kill: result.ok ? undefined : result.kill, latency: performance.now() - began, inside: result.milliseconds }
}

const mebibytes = (): number => process.memoryUsage.rss() / 1024 ** 2

const report = async (sandboxes: Sandboxes, [name, program]: readonly [string, Program], calls: number): Promise<void> => {
  const direct = await directly(program, 500)
  const call = callOf(program)
  const all = await atRate({ calls, rate: Number(values.rate) }, () => once(sandboxes, call))
  const measured = all.filter(({ kill }) => kill === undefined)
  const overhead = measured.map(({ latency }) => latency - quantile(direct, 0.5))
  const ratio = quantile(measured.map(({ inside }) => inside), 0.5) / quantile(direct, 0.5)
  const columns = [direct, measured.map(({ inside }) => inside), measured.map(({ latency }) => latency), overhead].map(figures)
  process.stdout.write(`${name.padEnd(13)}${columns.join('  ')}  ${ratio.toFixed(1).padStart(6)}  ${all.length - measured.length} of ${all.length} not answered\n`)
}

/** As fast as the threads take them, `workers` at a time. */
const memory = async (sandboxes: Sandboxes, calls: number): Promise<void> => {
  const call = callOf(programs.states)
  const between = Math.max(1, Math.floor(calls / 20))
  const samples: number[] = []
  for (let done = 0; done < calls; done += between) {
    for (let next = 0; next < between; next += 2) await Promise.all([sandboxes.run(call), sandboxes.run(call)])
    samples.push(mebibytes())
  }
  const settled = samples.map((y, at) => ({ x: (at * between) / 1000, y })).slice(Math.floor(samples.length / 4))
  process.stdout.write(`\nmemory over ${calls} calls: ${samples.map((sample) => sample.toFixed(0)).join(' ')} MiB, slope behind the first quarter ${slope(settled).toFixed(3)} MiB in 1000 calls\n`)
}

const calls = Number(values.calls)
const sandboxes = createSandboxes({ workers: Number(values.workers) })
await Promise.all(Array.from({ length: 200 }, (_, at) => sleep(at * 10).then(() => sandboxes.run(callOf(programs.everything)))))
process.stdout.write(`request ${(usual.length / 1024).toFixed(0)} KiB, ${values.rate} calls/s, ${values.workers} threads, ${availableParallelism()} cores; milliseconds, p50 and p99 each\n`)
process.stdout.write('program         directly           engine alone       from call to answer   overhead      engine/directly\n')
for (const program of Object.entries(programs)) await report(sandboxes, program, Math.min(calls, 2000))
await memory(sandboxes, calls)
await sandboxes.stop()
