import { readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { startService } from '../contestants/server.ts'
import type { Server } from '../contestants/server.ts'
import { buildCaller } from './caller.ts'
import type { Caller } from './caller.ts'
import { traffic } from './traffic.ts'
import type { Traffic } from './traffic.ts'
import type { Sample } from './verdict.ts'

export interface SoakOptions {
  readonly minutes: number
  /** Calls that begin in a second. */
  readonly rate: number
  readonly samples: number
  readonly note: (text: string) => void
}

export interface Soaked {
  readonly samples: readonly Sample[]
  readonly calls: number
  /** `NAME STATUS` → how often. */
  readonly tally: ReadonlyMap<string, number>
  /** Answers that were not wanted, and calls without one. */
  readonly wrong: readonly string[]
}

/** As users start it, and the collector at hand: what lives is measured, not what waits to be collected. */
const nodeOptions = ['--expose-gc', '--max-semi-space-size=8']

/** Drives a service of its own with everything that it may hear, and measures it at even times. */
export const soak = async (options: SoakOptions): Promise<Soaked> => {
  const server = await startService(nodeOptions)
  const caller = buildCaller(new URL(server.url).origin)
  const driver = drive(caller, options)
  try {
    const samples = await watch(server, options)
    await driver.stop()
    return { samples, ...driver.seen() }
  } finally {
    caller.close()
    await server.stop()
  }
}

const watch = async (server: Server, { minutes, samples: wanted, note }: SoakOptions): Promise<readonly Sample[]> => {
  const samples: Sample[] = []
  const began = performance.now()
  while (samples.length < wanted) {
    await sleep(began + (samples.length + 1) * minutes * 60_000 / wanted - performance.now())
    const { rss, heapUsed, handles } = await server.ask<{ rss: number; heapUsed: number; handles: number }>('memory')
    const sample = { minutes: (performance.now() - began) / 60_000, rss, heap: heapUsed, handles, descriptors: descriptorsOf(server.child.pid) }
    samples.push(sample)
    note(JSON.stringify({ ...sample, minutes: Number(sample.minutes.toFixed(2)) }))
  }
  return samples
}

/** Open files and sockets of a process; 0 where the system does not show them. */
const descriptorsOf = (pid = 0): number => {
  try {
    return readdirSync(`/proc/${pid}/fd`).length
  } catch {
    return 0
  }
}

/** Begins calls at an even rate, whether or not those before have ended. */
const drive = (caller: Caller, { rate }: SoakOptions) => {
  const order = turns(traffic())
  const tally = new Map<string, number>()
  const wrong: string[] = []
  const open = new Set<Promise<void>>()
  let calls = 0
  const call = async ({ name, wanted, call: send }: Traffic, turn: number): Promise<void> => {
    const status = await send(caller, turn).catch((cause: unknown) => String(cause))
    const seen = `${name}: ${status ?? 'gone'}`
    tally.set(seen, (tally.get(seen) ?? 0) + 1)
    // Where the machine is busy with something else, being asked to come back is right.
    if (status !== undefined && status !== 429 && !wanted.some((one) => one === status)) wrong.push(seen)
  }
  const timer = setInterval(() => {
    const next = order[calls % order.length]
    if (next === undefined) return
    const ended = call(next, calls++).then(() => { open.delete(ended) })
    open.add(ended)
  }, 1000 / rate)
  return {
    stop: async () => {
      clearInterval(timer)
      await Promise.all(open)
    },
    seen: () => ({ calls, tally, wrong }),
  }
}

/** A hundred turns in which every sort has its share, well mixed: 37 has no factor in common with 100. */
const turns = (sorts: readonly Traffic[]): readonly Traffic[] => {
  const rows = sorts.flatMap((sort) => Array.from({ length: sort.weight }, () => sort))
  return rows.flatMap((_, index) => rows[(index * 37) % rows.length] ?? [])
}
