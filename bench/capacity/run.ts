import { cpuOf } from '../contestants/node-process.ts'
import { startService } from '../contestants/server.ts'
import type { Server } from '../contestants/server.ts'
import { atRate } from '../fixed-rate.ts'
import { quantile } from '../statistics.ts'
import { buildCaller } from './caller.ts'
import type { Caller } from './caller.ts'
import { buildFleet } from './fleet.ts'
import type { Fleet } from './fleet.ts'
import type { CapacityOptions } from './options.ts'

/** What one replica did under one load. Times in milliseconds, sizes in bytes. */
export interface Capacity {
  readonly calls: number
  readonly perSecond: number
  /** Calls by HTTP status. */
  readonly statuses: Readonly<Record<string, number>>
  readonly p50: number
  readonly p99: number
  readonly most: number
  /** CPU seconds of the whole server process per 1,000 calls, and calls that one core does in a second at that price. */
  readonly cpuSecondsPer1000: number
  readonly perCore: number
  readonly requestBytes: number
  readonly residentBytes: number
  readonly mostResidentBytes: number
}

/** Starts the service, lets every app come by, sends the load, asks the process what it cost. */
export const measureCapacity = async (options: CapacityOptions): Promise<Capacity> => {
  const server = await startService(options.nodeOptions)
  const caller = buildCaller(server.url, options.connections)
  try {
    return await underLoad({ server, caller, fleet: buildFleet(options.apps, options.agents) }, options)
  } finally {
    caller.close()
    await server.stop()
  }
}

interface Setting { readonly server: Server; readonly caller: Caller; readonly fleet: Fleet }

const underLoad = async ({ server, caller, fleet }: Setting, options: CapacityOptions): Promise<Capacity> => {
  const etags = await warmUp(caller, fleet, options)
  const { call, times, statuses } = recorder(caller, { fleet, etags, unchanged: options.unchanged })
  let seconds = 0
  const milliseconds = await cpuOf(server, async () => {
    const began = performance.now()
    await (options.rate === 0 ? inTurns(call, options) : atRate({ calls: options.rate * options.seconds, rate: options.rate }, call))
    seconds = (performance.now() - began) / 1000
  })
  const { rss, most } = await server.ask<{ rss: number; most: number }>('memory')
  const each = milliseconds / times.length
  return {
    calls: times.length, perSecond: times.length / seconds, statuses: Object.fromEntries(statuses),
    p50: quantile(times, 0.5), p99: quantile(times, 0.99), most: quantile(times, 1),
    cpuSecondsPer1000: each, perCore: 1000 / each,
    requestBytes: fleet.bytes, residentBytes: rss, mostResidentBytes: most,
  }
}

/** Every app twice, and often enough for the compilers. */
const warmUp = async (caller: Caller, fleet: Fleet, { connections, warm }: CapacityOptions): Promise<Map<number, string>> => {
  const etags = new Map<number, string>()
  let next = 0
  const one = async (): Promise<void> => {
    while (next < Math.max(2 * fleet.apps, warm)) {
      const app = next++ % fleet.apps
      etags.set(app, (await caller.post(fleet.next(app))).etag)
    }
  }
  await Promise.all(Array.from({ length: connections }, one))
  return etags
}

type Call = (count: number, due: number) => Promise<void>

interface Recorder { readonly call: Call; readonly times: number[]; readonly statuses: Map<string, number> }

/** Times count from the moment at which a call was due, so that a slow server cannot hide by slowing its callers down. */
const recorder = (caller: Caller, { fleet, etags, unchanged }: { readonly fleet: Fleet; readonly etags: Map<number, string>; readonly unchanged: number }): Recorder => {
  const times: number[] = []
  const statuses = new Map<string, number>()
  const call: Call = async (count, due) => {
    const app = count % fleet.apps
    const isUnchanged = isShare(count, unchanged)
    const { status, etag } = await caller.post(isUnchanged ? fleet.again(app) : fleet.next(app), etags.get(app))
    times.push(performance.now() - due)
    statuses.set(String(status), (statuses.get(String(status)) ?? 0) + 1)
    if (status === 200) etags.set(app, etag)
  }
  return { call, times, statuses }
}

/** Of a hundred calls in a row so many are that share, evenly spread. */
const isShare = (count: number, share: number): boolean => Math.floor((count + 1) * share) > Math.floor(count * share)

/** Each connection sends its next call when it has an answer. */
const inTurns = async (call: Call, { connections, seconds }: CapacityOptions): Promise<void> => {
  const until = performance.now() + seconds * 1000
  let count = 0
  const one = async (): Promise<void> => {
    while (performance.now() < until) await call(count++, performance.now())
  }
  await Promise.all(Array.from({ length: connections }, one))
}
