import { cpuOf } from '../contestants/node-process.ts'
import type { Server } from '../contestants/server.ts'
import type { Case, Field } from '../contestants/field.ts'
import type { Change } from '../fixture/body.ts'

/** CPU milliseconds per request (or render) in one turn of one contestant. */
export interface Turn {
  readonly contestant: string
  readonly agents: number
  readonly milliseconds: number
}

interface Contestant {
  readonly name: string
  /** Requests of a turn at 50 agents; more for smaller ones, so that turns take about as long. */
  readonly requests: number
  /** CPU milliseconds of so many requests. */
  readonly turn: (given: Case, times: number) => Promise<number>
}

/** Everybody has a turn in every round, in the same order, at every size. The first round is for warming up as well. */
export const measureCpu = async (field: Field, rounds: number): Promise<readonly Turn[]> => {
  const contestants = contestantsOf(field)
  for (const given of field.cases) for (const contestant of contestants) await contestant.turn(given, warmUp(contestant, given))
  const all: (readonly Turn[])[] = []
  for (let round = 0; round <= rounds; round += 1) all.push(await oneRound(field, contestants))
  return all.slice(1).flat()
}

const oneRound = async (field: Field, contestants: readonly Contestant[]): Promise<readonly Turn[]> => {
  const turns: Turn[] = []
  for (const given of field.cases) {
    for (const contestant of contestants) {
      const times = timesOf(contestant, given)
      turns.push({ contestant: contestant.name, agents: given.agents, milliseconds: await contestant.turn(given, times) / times })
    }
  }
  return turns
}

const timesOf = ({ requests }: Contestant, { agents }: Case): number => Math.ceil(requests * (agents === 50 ? 1 : agents === 10 ? 3 : 6))

/** Long enough for the compilers to finish; the renderer has none. */
const warmUp = (contestant: Contestant, given: Case): number => contestant.name === 'stand-in' ? 1 : timesOf(contestant, given) * 30

const contestantsOf = ({ client, service, coldService, bare, json, standIn }: Field): readonly Contestant[] => {
  const posting = (server: Server, change: Change, urlOf: (given: Case) => string = () => server.url): Contestant['turn'] => (given, times) =>
    cpuOf(server, async () => {
      for (let count = 0; count < times; count += 1) await client.post(urlOf(given), given.variant(change), change === 'nothing' ? given.etag : undefined)
    })
  return [
    { name: 'ours', requests: 15, turn: posting(service, 'parent') },
    { name: 'bare', requests: 15, turn: posting(bare, 'parent', ({ agents }) => `${bare.url}/${agents}`) },
    { name: 'json', requests: 15, turn: (given, times) => cpuOf(json, () => json.ask({ run: { name: String(given.agents), times } })) },
    { name: 'not-modified', requests: 30, turn: posting(service, 'nothing') },
    { name: 'cold', requests: 5, turn: posting(coldService, 'components') },
    ...('render' in standIn ? [{ name: 'stand-in', requests: 1, turn: async (given: Case, times: number) => (await standIn.render(String(given.agents), times)).seconds * 1000 }] : []),
  ]
}
