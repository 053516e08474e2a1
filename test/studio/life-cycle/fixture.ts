import { HookProgram } from '../../../hooks/program/hookprogram/resource.ts'
import type { HookProgramSpec } from '../../../hooks/program/hookprogram/resource.ts'
import type { HookRevisionStatus } from '../../../hooks/program/hookrevision/resource.ts'
import { memoryStore } from '../../../src/engine/memory-store.ts'
import type { MemoryStore } from '../../../src/engine/memory-store.ts'
import { virtualClock } from '../../../src/engine/virtual-clock.ts'
import type { AuditEntry } from '../../../studio/life-cycle/audit.ts'
import { changeStatus } from '../../../studio/life-cycle/revision-status.ts'
import { saveRevision } from '../../../studio/life-cycle/save.ts'
import type { Session } from '../../../studio/life-cycle/session.ts'
import { program, sourceOf } from '../api/fixture.ts'

export const engine = { name: 'test', version: '1' }
export const day = 86_400_000

export interface Desk {
  readonly store: MemoryStore
  readonly clock: ReturnType<typeof virtualClock>
  readonly entries: AuditEntry[]
  readonly session: (user: string) => Session
  /** Saves a source with its checks passed. */
  readonly saved: (text: string, base?: string) => Promise<string>
}

/** A store with the program `web`. */
export const desk = async (over: Partial<HookProgramSpec> = {}): Promise<Desk> => {
  const clock = virtualClock(Date.parse('2026-01-01T00:00:00Z'))
  const store = memoryStore({ clock })
  await store.create(HookProgram, program('web', over))
  const entries: AuditEntry[] = []
  const session = (user: string): Session => ({ user, store, own: store, clock, audit: async (entry) => { entries.push(entry) } })
  return {
    store, clock, entries, session,
    saved: async (text, base) => {
      const { revision } = await saveRevision(session('ann'), { program: 'web', source: sourceOf(text), base, message: text, engine })
      await passed(store, revision.metadata.name)
      return revision.metadata.name
    },
  }
}

export const passed = async (store: MemoryStore, revision: string, more: Partial<HookRevisionStatus> = {}): Promise<void> => {
  await changeStatus(store, revision, (status) => ({ ...status, checks: { passed: true, at: '2026-01-01T00:00:00Z', recordings: 0, properties: [] }, ...more }))
}
