import { isObject } from '../../src/protocol/json.ts'
import type { JsonValue } from '../../src/protocol/json.ts'
import { fixturesOf } from '../life-cycle/fixture.ts'
import { NotInStudio } from '../errors.ts'
import type { ProgramCall } from '../traffic/traffic.ts'
import type { RecordingSummary } from './bodies.ts'
import type { Studio } from './studio.ts'

/** A call that is at hand, and whether it stays. */
export interface Recorded { readonly call: ProgramCall; readonly isPinned: boolean }

/** Fixtures first, then the newest calls of all replicas. */
export const recordedOf = async ({ traffic, shelf }: Studio, program: string): Promise<readonly Recorded[]> => {
  const [fixtures, calls] = await Promise.all([fixturesOf(shelf, program), traffic.calls(program)])
  const pinned = new Set(fixtures.map(({ id }) => id))
  return [...fixtures.map((call) => ({ call, isPinned: true })), ...calls.filter(({ id }) => !pinned.has(id)).map((call) => ({ call, isPinned: false }))]
}

/** Any call by its id, wherever it is kept. Throws NotInStudio. */
export const findRecorded = async (studio: Studio, id: string, programs: () => Promise<readonly string[]>): Promise<Recorded> => {
  const call = await studio.traffic.call(id)
  if (call !== undefined) return { call, isPinned: (await fixturesOf(studio.shelf, call.program)).some((fixture) => fixture.id === id) }
  for (const program of await programs()) {
    const fixture = (await fixturesOf(studio.shelf, program)).find((one) => one.id === id)
    if (fixture !== undefined) return { call: fixture, isPinned: true }
  }
  throw new NotInStudio(`Recording ${id}`)
}

/** Whether a request carries Secrets, their values redacted or not. */
export const holdsSecrets = ({ request }: Pick<ProgramCall, 'request'>): boolean =>
  [request['children'], request['related']].some((groups: JsonValue | undefined) => isObject(groups) && isObject(groups['Secret.v1']) && Object.keys(groups['Secret.v1']).length > 0)

export const recordingSummary = ({ call, isPinned }: Recorded): RecordingSummary => {
  const { request: _request, response: _response, ...rest } = call
  return { ...rest, isPinned, holdsSecrets: holdsSecrets(call) }
}
