import { lookup } from 'node:dns/promises'
import { checkOf } from '../../src/kit/check.ts'
import { parseJsonText } from '../../src/protocol/json.ts'
import { Type } from '../../src/protocol/schema.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { cursorOf } from './cursor.ts'
import { summed } from './outcome-counts.ts'
import { anyProgram } from './traffic-routes.ts'
import type { LogQuery, LogRecord, ProgramCall, RevisionOutcomes, Traffic } from './traffic.ts'

export interface RemoteTrafficOptions {
  /** Addresses of the operations listeners of all replicas, asked before every call: replicas come and go. */
  readonly replicas: () => Promise<readonly string[]>
  /** Bearer token; asked every time, because token files change. */
  readonly token: () => string
  /** Longest time for a replica to answer, in milliseconds. */
  readonly timeout?: number
  /** Milliseconds between two looks of a follower. */
  readonly every?: number
  /** Is told about replicas that do not answer. */
  readonly unreachable?: (replica: string, reason: string) => void
}

/** Says which addresses a name has. */
export type Resolve = (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>

const everyAddress: Resolve = (host) => lookup(host, { all: true })

/** Addresses of all pods behind a headless Service. */
export const headlessReplicas = (host: string, port: number, resolve = everyAddress) => async (): Promise<readonly string[]> => {
  const found = await resolve(host)
  return found.map(({ address, family }) => `http://${family === 6 ? `[${address}]` : address}:${port}`)
}

const Row = Type.Object({ id: Type.String() })
const Calls = checkOf(Type.Object({ replica: Type.String(), calls: Type.Array(Row) }))
const Logs = checkOf(Type.Object({ replica: Type.String(), records: Type.Array(Row), dropped: Type.Integer() }))
const Call = checkOf(Row)
const Count = Type.Integer({ minimum: 0 })
const Outcomes = checkOf(Type.Object({ replica: Type.String(), outcomes: Type.Array(Type.Object({ revision: Type.String(), calls: Count, failures: Count })) }))
type LogsPage = { readonly replica: string } & Awaited<ReturnType<Traffic['logs']>>

/** Traffic of all replicas of the hook service, fanned in. A replica that does not answer is left out. */
export const remoteTraffic = (options: RemoteTrafficOptions): Traffic => {
  const ask = asking(options)
  const pages = ({ program, after }: LogQuery): Promise<readonly LogsPage[]> => ask<LogsPage>(`/programs/${encodeURIComponent(program)}/logs${queryOf(after)}`, Logs)
  return {
    calls: async (program) => {
      const found = await ask<{ readonly calls: readonly ProgramCall[] }>(`/programs/${encodeURIComponent(program)}/calls`, Calls)
      return found.flatMap(({ calls }) => calls).toSorted((a, b) => a.now < b.now ? 1 : a.now > b.now ? -1 : 0)
    },
    call: async (id) => (await ask<ProgramCall>(`/programs/${anyProgram}/calls/${encodeURIComponent(id)}`, Call))[0],
    outcomes: async (program, since) => {
      const found = await ask<{ readonly outcomes: readonly RevisionOutcomes[] }>(`/programs/${encodeURIComponent(program)}/outcomes?since=${Math.max(0, Math.floor(since))}`, Outcomes)
      return summed(found.flatMap(({ outcomes }) => outcomes))
    },
    logs: async (query) => {
      const found = await pages(query)
      return { records: merged(found), dropped: found.reduce((sum, { dropped }) => sum + dropped, 0) }
    },
    follow: (program, listener, after) => following(pages, { program, listener, after, every: options.every ?? 1000 }),
  }
}

/** A replica may have come and gone many times: cursors of the dead ones say nothing to the living. */
const queryOf = (after: LogQuery['after'] = {}): string => {
  const cursors = Object.entries(after).map(([replica, number]) => `after=${encodeURIComponent(`${replica}:${number}`)}`)
  return cursors.length === 0 ? '' : `?${cursors.join('&')}`
}

const merged = (pages: readonly LogsPage[]): readonly LogRecord[] =>
  pages.flatMap(({ records }) => records).toSorted((a, b) => a.ts < b.ts ? -1 : a.ts > b.ts ? 1 : numberOf(a) - numberOf(b))

const numberOf = ({ id }: LogRecord): number => cursorOf(id)?.number ?? 0

/** Answers of all replicas that have one, in no order. */
type Ask = <Page>(path: string, check: { readonly matches: (value: unknown) => boolean }) => Promise<readonly Page[]>

const asking = ({ replicas, token, timeout = 3000, unreachable }: RemoteTrafficOptions): Ask => async (path, check) => {
  const asked = await known(replicas, unreachable).then((urls) => Promise.all(urls.map(async (url) => {
    try {
      const answer = await fetch(url + path, { headers: { authorization: `Bearer ${token()}` }, signal: AbortSignal.timeout(timeout), redirect: 'error' })
      if (answer.status === 404) return undefined
      const page = answer.ok ? parseJsonText(await answer.text()) : undefined
      if (!check.matches(page)) throw new TypeError(`status ${answer.status}`)
      return page
    } catch (error) {
      unreachable?.(url, error instanceof Error ? error.message : String(error))
      return undefined
    }
  })))
  return trusted(asked.filter((page) => page !== undefined))
}

const known = async (replicas: () => Promise<readonly string[]>, unreachable: RemoteTrafficOptions['unreachable']): Promise<readonly string[]> => {
  try {
    return await replicas()
  } catch (error) {
    unreachable?.('all', error instanceof Error ? error.message : String(error))
    return []
  }
}

interface Following {
  readonly program: string
  readonly listener: (record: LogRecord) => void
  readonly after: LogQuery['after']
  readonly every: number
}

/** Asks again and again, with a cursor for each replica. Without `after` the first look only says where to begin. */
const following = (pages: (query: LogQuery) => Promise<readonly LogsPage[]>, { program, listener, after, every }: Following): (() => void) => {
  const cursors = new Map(Object.entries(after ?? {}))
  let isFirst = after === undefined
  let timer: NodeJS.Timeout | undefined
  let isOver = false
  const look = async (): Promise<void> => {
    const found = await pages({ program, after: Object.fromEntries(cursors) })
    if (isOver) return
    for (const record of merged(found)) {
      const cursor = cursorOf(record.id)
      if (cursor !== undefined) cursors.set(cursor.replica, Math.max(cursor.number, cursors.get(cursor.replica) ?? 0))
      if (!isFirst) listener(record)
    }
    isFirst = false
    timer = setTimeout(() => void look(), every)
  }
  void look()
  return () => {
    isOver = true
    clearTimeout(timer)
  }
}
