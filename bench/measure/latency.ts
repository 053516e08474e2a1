import { buildClient } from '../client.ts'
import type { Client } from '../client.ts'
import type { Case, Field } from '../contestants/field.ts'
import { quantile } from '../statistics.ts'

/** Milliseconds from sending a request to having its whole answer. */
export interface Latency {
  readonly contestant: string
  readonly agents: number
  readonly requests: number
  readonly p50: number
  readonly p99: number
}

export const connections = 5
const turns = 5

/** The service and the bare server in turns, with five callers at a time. */
export const measureLatency = async ({ cases, service, bare }: Field, requests: number): Promise<readonly Latency[]> => {
  const client = buildClient(connections)
  const servers = [{ name: 'ours', url: () => service.url }, { name: 'bare', url: ({ agents }: Case) => `${bare.url}/${agents}` }]
  const measured: Latency[] = []
  for (const given of cases) {
    const taken = servers.map((): number[] => [])
    for (let turn = 0; turn < turns; turn += 1) {
      for (const [index, { url }] of servers.entries()) taken[index]?.push(...await volley(client, { given, url: url(given), requests: Math.ceil(requests / turns) }))
    }
    for (const [index, { name }] of servers.entries()) {
      const times = taken[index] ?? []
      measured.push({ contestant: name, agents: given.agents, requests: times.length, p50: quantile(times, 0.5), p99: quantile(times, 0.99) })
    }
  }
  client.close()
  return measured
}

interface Volley { readonly given: Case; readonly url: string; readonly requests: number }

/** So many requests from all callers together; each sends its next one when it has an answer. */
const volley = async (client: Client, { given, url, requests }: Volley): Promise<readonly number[]> => {
  const times: number[] = []
  let left = requests
  const caller = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      const body = given.variant('parent')
      const started = performance.now()
      await client.post(url, body)
      times.push(performance.now() - started)
    }
  }
  await Promise.all(Array.from({ length: connections }, caller))
  return times
}
