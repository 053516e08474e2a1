import type { ManifestOutcome } from '../src/playground/apply-manifest.ts'
import type { Finding } from '../src/playground/manifest-check.ts'
import type { ObjectDetail } from '../src/playground/object-detail.ts'
import type { PodFault } from '../src/playground/fault-list.ts'
import type { SyncDetail } from '../src/playground/sync-detail.ts'
import type { TimelinePage } from '../src/playground/timeline-page.ts'
import type { WorldState } from '../src/playground/world-state.ts'
import { ask } from './parts/answer.ts'
import type { Answer } from './parts/answer.ts'

/** What a refusal says besides. */
interface WithFindings { readonly findings?: readonly Finding[] }

export interface ExampleLine {
  readonly name: string
  readonly summary: string
}

export type ClockOrder =
  | { readonly action: 'play' | 'pause' | 'step' }
  | { readonly action: 'advance'; readonly milliseconds: number }
  | { readonly action: 'speed'; readonly speed: number }

const order = <Value>(path: string, body: object): Promise<Answer<Value, WithFindings>> =>
  ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

const query = (fields: Readonly<Record<string, string>>): string => `?${new URLSearchParams(fields).toString()}`

/** Everything that the page asks the server for. */
export const api = {
  world: () => ask<WorldState>('/api/world'),
  object: (id: string) => ask<ObjectDetail>(`/api/objects${query({ id })}`),
  remove: (id: string) => ask<object>(`/api/objects${query({ id })}`, { method: 'DELETE' }),
  timeline: (fields: Readonly<Record<string, string>>) => ask<TimelinePage>(`/api/timeline${query(fields)}`),
  sync: (id: number) => ask<SyncDetail>(`/api/syncs/${id}`),
  recordingPath: (id: number, hook: string) => `/api/syncs/${id}/recording${query({ hook })}`,
  examples: () => ask<readonly ExampleLine[]>('/api/examples'),
  example: (name: string) => ask<ExampleLine & { readonly text: string }>(`/api/examples/${encodeURIComponent(name)}`),
  check: (text: string) => order<Pick<ManifestOutcome, 'findings'>>('/api/check', { text }),
  apply: (text: string) => order<ManifestOutcome>('/api/apply', { text }),
  fault: (id: string, fault: PodFault) => order<object>('/api/faults', { id, fault }),
  endFault: (id: number) => ask<object>(`/api/faults/${id}`, { method: 'DELETE' }),
  pause: (id: string, paused: boolean) => order<object>('/api/pause', { id, paused }),
  clock: (given: ClockOrder) => order<object>('/api/clock', given),
  startOver: () => order<object>('/api/start-over', {}),
}
