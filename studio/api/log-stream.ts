import type { ServerResponse } from 'node:http'
import type { LogRecord, Traffic } from '../traffic/traffic.ts'
import { Cursors } from './cursors.ts'
import { eventText } from './event-text.ts'

export interface LogStreamOptions {
  readonly traffic: Traffic
  readonly program: string
  readonly after: Readonly<Record<string, number>>
  readonly wanted: (record: LogRecord) => boolean
  readonly dropped: (count: number) => void
}

/** Bytes that may wait for a slow reader; lines beyond are counted, not kept. */
const mostWaiting = 1024 * 1024

/**
 * Writes log lines as events `log`, each once and in order: first what is kept since the cursors, then what comes. The id
 * of an event holds the cursors of all replicas, so that a cut stream goes on where it was. Returns the function that ends it.
 */
export const showLogs = (out: ServerResponse, { traffic, program, after, wanted, dropped }: LogStreamOptions): (() => void) => {
  const cursors = new Cursors(after)
  let [missed, isEnded] = [0, false]
  const miss = (count: number): void => {
    missed += count
    dropped(count)
  }
  const write = (record: LogRecord): void => {
    if (isEnded || !cursors.pass(record.id) || !wanted(record)) return
    if (out.writableLength > mostWaiting) return miss(1)
    if (missed > 0) out.write(eventText('dropped', { count: missed }, cursors.id))
    missed = 0
    out.write(eventText('log', record, cursors.id))
  }
  const early: LogRecord[] = []
  let take = (record: LogRecord): void => { early.push(record) }
  // Listens before it reads: what comes in between is in both, and passes once.
  const forget = traffic.follow(program, (record) => { take(record) }, after)
  void traffic.logs({ program, after }).then(({ records, dropped: lost }) => {
    if (lost > 0) miss(lost)
    for (const record of [...records, ...early]) write(record)
    take = write
  }).catch(() => { out.end() })
  return () => {
    isEnded = true
    forget()
  }
}
