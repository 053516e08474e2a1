import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { trusted } from '../../src/protocol/trusted.ts'
import type { Layout } from './layout.ts'
import type { ProcessRecord } from './process-record.ts'

export type Phase = 'starting' | 'ready' | 'failed'

/** What the supervisor says about its control plane. */
export interface State {
  readonly phase: Phase
  /** Why, when failed; what is waited for, when starting. */
  readonly message: string
  readonly supervisor: ProcessRecord
  readonly parts: readonly ProcessRecord[]
  /** Address of the API server. */
  readonly server: string
}

export const writeState = ({ state }: Layout, content: State): void => {
  writeFileSync(`${state}.new`, `${JSON.stringify(content, null, 2)}\n`)
  renameSync(`${state}.new`, state)
}

/** Undefined when nothing was written yet. */
export const readState = ({ state }: Layout): State | undefined => {
  try {
    return trusted<State>(JSON.parse(readFileSync(state, 'utf8')))
  } catch {
    return undefined
  }
}
