import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { Layout } from '../../../scripts/cluster/layout.ts'
import { trusted } from '../../../src/protocol/trusted.ts'

/** A write request that the API server has carried out. */
export interface AuditedWrite {
  readonly verb: string
  readonly resource: string
  readonly subresource: string
  readonly namespace: string
  readonly name: string
  readonly status: number
  readonly time: string
  /** In whose place it was done, where it was. */
  readonly as?: string
}

interface Entry {
  readonly verb: string
  readonly user: { readonly username: string }
  readonly impersonatedUser?: { readonly username: string }
  readonly requestReceivedTimestamp: string
  readonly objectRef?: { readonly resource?: string; readonly subresource?: string; readonly namespace?: string; readonly name?: string }
  readonly responseStatus?: { readonly code?: number }
}

/** What the API server wrote down from a moment on. */
export interface AuditLog {
  /** Write requests of whoever runs our controllers, refused ones too. Events are no state and do not count. */
  readonly operatorWrites: () => readonly AuditedWrite[]
  /** The same of the steward. */
  readonly stewardWrites: () => readonly AuditedWrite[]
  /** The same of somebody else. */
  readonly writesOf: (username: string) => readonly AuditedWrite[]
  /** The same of everybody but one. */
  readonly writesOfOthers: (username: string) => readonly AuditedWrite[]
  /** What anybody had deleted. */
  readonly deletions: () => readonly AuditedWrite[]
}

/** Starts to read now. What was read is kept, because tests look ten times a second. */
export const openAuditLog = ({ audit }: Layout): AuditLog => {
  const read: Entry[] = []
  let end = opened(audit, sizeOf)
  const all = (): readonly Entry[] => {
    const lines = wholeLines(audit, end)
    end += Buffer.byteLength(lines)
    read.push(...lines.split('\n').filter((line) => line !== '').map((line) => trusted<Entry>(JSON.parse(line))).filter(isState))
    return read
  }
  const writesOf = (username: string): readonly AuditedWrite[] => all().filter(({ user }) => user.username === username).map(writeOf)
  return {
    operatorWrites: () => writesOf('operator'),
    stewardWrites: () => writesOf('steward'),
    writesOf,
    writesOfOthers: (username) => all().filter(({ user }) => user.username !== username).map(writeOf),
    deletions: () => all().map(writeOf).filter(({ verb, status }) => verb.startsWith('delete') && status < 300),
  }
}

const isState = ({ objectRef }: Entry): boolean => objectRef?.resource !== 'events'

const opened = <Value>(path: string, use: (file: number) => Value): Value => {
  const file = openSync(path, 'r')
  try {
    return use(file)
  } finally {
    closeSync(file)
  }
}

const sizeOf = (file: number): number => fstatSync(file).size

/** The last line may still be on its way. */
const wholeLines = (path: string, start: number): string => opened(path, (file) => {
  const bytes = Buffer.alloc(Math.max(0, sizeOf(file) - start))
  readSync(file, bytes, 0, bytes.length, start)
  return bytes.subarray(0, bytes.lastIndexOf('\n') + 1).toString()
})

const writeOf = ({ verb, objectRef: { resource = '', subresource = '', namespace = '', name = '' } = {}, responseStatus, requestReceivedTimestamp, impersonatedUser }: Entry): AuditedWrite =>
  ({ verb, resource, subresource, namespace, name, status: responseStatus?.code ?? 0, time: requestReceivedTimestamp, ...(impersonatedUser === undefined ? {} : { as: impersonatedUser.username }) })
