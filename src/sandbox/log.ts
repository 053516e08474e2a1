import { Buffer } from 'node:buffer'
import type { LogLevel, SandboxLog } from './sandbox.ts'

const linesMost = 200
const bytesMost = 64 * 1024

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

/** What one call says. Lines beyond 200 or 64 KiB are counted and not kept. */
export interface Log {
  readonly write: (level: string, message: string) => void
  readonly kept: () => { readonly logs: readonly SandboxLog[]; readonly droppedLogs: number }
}

export const newLog = (): Log => {
  const logs: SandboxLog[] = []
  let bytes = 0
  let droppedLogs = 0
  const write = (given: string, message: string): void => {
    const size = Buffer.byteLength(message)
    const level = levels.find((known) => known === given)
    const isKept = level !== undefined && logs.length < linesMost && bytes + size <= bytesMost
    if (!isKept) {
      droppedLogs += 1
      return
    }
    bytes += size
    logs.push({ level, message })
  }
  return { write, kept: () => ({ logs, droppedLogs }) }
}
