import type {
  AuditList, BuiltRequest, CanaryBody, CompletionList, DiagnosticList, DraftBody, DraftDetail, HintAnswer, Me, PlaceBody, ProgramDetail, ProgramList, PublishBody, Recording,
  RecordingList, ReplayAnswer, ReplayBody, RevisionDetail, RevisionDiff, RollbackBody, SaveBody, TryAnswer, TryBody,
} from '../../studio/api/bodies.ts'
import type { CheckReport } from '../../hooks/program/hookrevision/resource.ts'
import { ask } from '../parts/answer.ts'
import type { Answer } from '../parts/answer.ts'
import { session } from './session.ts'

/** What refusals of the Studio say besides. */
export interface Besides {
  readonly status?: number
  /** What there is instead of what was seen (412). */
  readonly current?: DraftDetail | null
  /** The revision that came first (409). */
  readonly newest?: string | null
  /** Why a publish is held back (409). */
  readonly reasons?: readonly { readonly rule: string; readonly message: string; readonly canBeLifted: boolean }[]
}

export type Told<Value> = Promise<Answer<Value, Besides>>

const base = '/api/v1'

const tell = async <Value>(path: string, init: RequestInit = {}): Told<Value> => {
  const answer = await ask<Value, Besides>(`${base}${path}`, { ...init, headers: { ...session.authorization(), ...init.headers } })
  if ('refusal' in answer && answer.refusal.more?.status === 401) session.isKnown.set(false)
  return answer
}

interface Change {
  readonly method?: 'PUT' | 'DELETE'
  /** ETag of what was seen. */
  readonly match?: string
  readonly body?: object
}

const send = <Value>(path: string, { method, match, body }: Change): Told<Value> => tell(path, {
  method: method ?? 'POST',
  headers: { ...(method === 'DELETE' ? {} : { 'content-type': 'application/json' }), ...(match === undefined ? {} : { 'if-match': match }) },
  ...(method === 'DELETE' ? {} : { body: JSON.stringify(body ?? {}) }),
})

const query = (fields: Readonly<Record<string, string>>): string => `?${new URLSearchParams(fields).toString()}`
const program = (name: string): string => `/programs/${encodeURIComponent(name)}`
const revision = (name: string): string => `/revisions/${encodeURIComponent(name)}`
const recording = (id: string): string => `/recordings/${encodeURIComponent(id)}`

/** Revisions and recordings never change: whatever was seen of them is true. */
const anyVersion = '*'

const typesText = async (name: string): Promise<string | undefined> => {
  const response = await fetch(`${base}${program(name)}/types.d.ts`, { headers: session.authorization() }).catch(() => undefined)
  return response?.ok === true ? response.text() : undefined
}

/** Everything that the page asks the server for; streams are in event-stream.ts. */
export const api = {
  me: () => tell<Me>('/me'),
  programs: () => tell<ProgramList>('/programs'),
  program: (name: string) => tell<ProgramDetail>(program(name)),
  types: typesText,
  audit: (name: string) => tell<AuditList>(`${program(name)}/audit`),

  draft: (name: string) => tell<DraftDetail>(`${program(name)}/draft`),
  keepDraft: (name: string, body: DraftBody, match: string) => send<DraftDetail>(`${program(name)}/draft`, { method: 'PUT', body, match }),
  dropDraft: (name: string, match: string) => send<object>(`${program(name)}/draft`, { method: 'DELETE', match }),

  check: (name: string, source: string) => send<DiagnosticList>(`${program(name)}/check`, { body: { source } }),
  complete: (name: string, body: PlaceBody) => send<CompletionList>(`${program(name)}/complete`, { body }),
  hover: (name: string, body: PlaceBody) => send<HintAnswer>(`${program(name)}/hover`, { body }),

  save: (name: string, body: SaveBody) => send<RevisionDetail>(`${program(name)}/revisions`, { body, match: anyVersion }),
  revision: (name: string) => tell<RevisionDetail>(revision(name)),
  diff: (name: string, other: string) => tell<RevisionDiff>(`${revision(name)}/diff/${encodeURIComponent(other)}`),
  runChecks: (name: string) => send<CheckReport>(`${revision(name)}/checks`, { match: anyVersion }),
  replay: (name: string, body: ReplayBody) => send<ReplayAnswer>(`${revision(name)}/replay`, { body }),
  approve: (name: string) => send<RevisionDetail>(`${revision(name)}/approve`, { match: anyVersion }),

  publish: (name: string, body: PublishBody, match: string) => send<ProgramDetail>(`${program(name)}/publish`, { body, match }),
  rollback: (name: string, body: RollbackBody, match: string) => send<ProgramDetail>(`${program(name)}/rollback`, { body, match }),
  canary: (name: string, body: CanaryBody, match: string) => send<ProgramDetail>(`${program(name)}/canary`, { body, match }),
  endCanary: (name: string, match: string) => send<ProgramDetail>(`${program(name)}/canary`, { method: 'DELETE', match }),

  recordings: (name: string) => tell<RecordingList>(`${program(name)}/recordings`),
  recording: (id: string) => tell<Recording>(recording(id)),
  pin: (id: string) => send<Recording>(`${recording(id)}/pin`, { match: anyVersion }),

  tryPath: (name: string) => `${base}${program(name)}/try`,
  tryOut: (name: string, body: TryBody) => send<TryAnswer>(`${program(name)}/try`, { body }),
  request: (name: string, parent: Readonly<Record<string, string>>) => tell<BuiltRequest>(`${program(name)}/request${query(parent)}`),

  logsPath: (name: string, filter: Readonly<Record<string, string>>) => `${base}${program(name)}/logs${query(filter)}`,
  eventsPath: (name: string) => `${base}${program(name)}/events`,
}
