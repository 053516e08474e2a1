import { bodyOf } from '../fixture/body.ts'
import type { Body } from '../fixture/body.ts'
import { buildClient } from '../client.ts'
import { startService } from '../contestants/server.ts'
import { slope } from '../statistics.ts'

/** Bytes after so many requests, behind a forced collection. */
export interface MemorySample {
  readonly requests: number
  readonly rss: number
  readonly heapUsed: number
  readonly external: number
  /** Most that was ever resident. */
  readonly most: number
}

export interface Memory {
  readonly requests: number
  readonly samples: readonly MemorySample[]
  /** Bytes per 1,000 requests, over the second half of the samples: the first one fills memories that have an end. */
  readonly heapSlope: number
  readonly rssSlope: number
  readonly most: number
}

const samplesWanted = 50
const callers = 5
/** Shares no factor with 100, so that every size has its turn. */
const coldEvery = 27

/** Of 100 requests, 70 are of small apps, 25 of apps with 10 agents, 5 with 50; one in 27 brings new components. */
export const measureMemory = async (requests: number, nodeOptions: readonly string[]): Promise<Memory> => {
  const server = await startService(['--expose-gc', ...nodeOptions])
  const client = buildClient(callers)
  const bodies = [1, 10, 50].map(bodyOf)
  const samples: MemorySample[] = []
  const step = Math.ceil(requests / samplesWanted)
  let sent = 0
  const caller = async (until: number): Promise<void> => {
    while (sent < until) {
      sent += 1
      const change = sent % coldEvery === 0 ? 'components' : 'parent'
      await client.post(server.url, bodyFor(sent, bodies).variant(change))
    }
  }
  while (sent < requests) {
    const until = Math.min(sent + step, requests)
    await Promise.all(Array.from({ length: callers }, () => caller(until)))
    samples.push({ ...await server.ask<Omit<MemorySample, 'requests'>>('memory'), requests: sent })
  }
  client.close()
  await server.stop()
  return summary(samples)
}

const bodyFor = (count: number, bodies: readonly Body[]): Body => {
  const share = (count * 37) % 100
  const body = bodies[share < 70 ? 0 : share < 95 ? 1 : 2]
  return body ?? bodyOf(1)
}

const summary = (samples: readonly MemorySample[]): Memory => {
  const late = samples.slice(Math.floor(samples.length / 2))
  const slopeOf = (of: 'heapUsed' | 'rss'): number => slope(late.map((sample) => ({ x: sample.requests / 1000, y: sample[of] })))
  const last = samples.at(-1)
  return { requests: last?.requests ?? 0, samples, heapSlope: slopeOf('heapUsed'), rssSlope: slopeOf('rss'), most: last?.most ?? 0 }
}
