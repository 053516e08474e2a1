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
}

interface Entry {
  readonly verb: string
  readonly user: { readonly username: string }
  readonly requestReceivedTimestamp: string
  readonly objectRef?: { readonly resource?: string; readonly subresource?: string; readonly namespace?: string; readonly name?: string }
  readonly responseStatus?: { readonly code?: number }
}

/** What the API server wrote down from a moment on. */
export interface AuditLog {
  /** Write requests of whoever runs our controllers, refused ones too. Events are no state and do not count. */
  readonly operatorWrites: () => readonly AuditedWrite[]
}

/** Starts to read now. */
export const openAuditLog = ({ audit }: Layout): AuditLog => {
  const start = sizeOf(audit)
  return { operatorWrites: () => entries(audit, start).filter(isOperators).map(writeOf) }
}

const opened = <Value>(path: string, use: (file: number) => Value): Value => {
  const file = openSync(path, 'r')
  try {
    return use(file)
  } finally {
    closeSync(file)
  }
}

const sizeOf = (path: string): number => opened(path, (file) => fstatSync(file).size)

/** The last line may still be on its way. */
const entries = (path: string, start: number): readonly Entry[] => opened(path, (file) => {
  const bytes = Buffer.alloc(Math.max(0, fstatSync(file).size - start))
  readSync(file, bytes, 0, bytes.length, start)
  const text = bytes.toString()
  return text.slice(0, text.lastIndexOf('\n') + 1).split('\n').filter((line) => line !== '').map((line) => trusted<Entry>(JSON.parse(line)))
})

const isOperators = ({ user, objectRef }: Entry): boolean => user.username === 'operator' && objectRef?.resource !== 'events'

const writeOf = ({ verb, objectRef: { resource = '', subresource = '', namespace = '', name = '' } = {}, responseStatus, requestReceivedTimestamp }: Entry): AuditedWrite =>
  ({ verb, resource, subresource, namespace, name, status: responseStatus?.code ?? 0, time: requestReceivedTimestamp })
