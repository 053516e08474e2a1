import type { HookProgramSpec, HookProgramStatus } from '../../hooks/program/hookprogram/resource.ts'
import type { HookRevisionStatus } from '../../hooks/program/hookrevision/resource.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import type { CheckReport } from '../../hooks/program/hookrevision/resource.ts'
import { Type } from '../../src/protocol/schema.ts'
import type { Static, TSchema, TUnsafe } from '../../src/protocol/schema.ts'
import type { Completion, Diagnostic, Hint } from '../authoring/authoring.ts'
import type { HistoryEntry } from '../life-cycle/history.ts'
import type { PreviewRow } from '../replay/preview-row.ts'
import type { SandboxLog } from '../../src/sandbox/sandbox.ts'
import type { ProgramCall } from '../traffic/traffic.ts'
import type { Verb } from './identity.ts'

// What the API takes and gives; the page imports the types.

const strict = { additionalProperties: false }
const object = <Shape>(description: string): TUnsafe<Shape> => Type.Unsafe<Shape>(Type.Object({}, { description }))
const items = <Item extends TSchema>(item: Item) => Type.Object({ items: Type.Array(item) })

/** The length is looked at by whoever keeps it, so that the refusal says what is wrong. */
const Source = Type.String({ description: 'TypeScript, at most 256 KiB' })
const RevisionName = Type.String({ pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?-[0-9a-f]{12}$', maxLength: 63, description: '<program>-<first 12 digits of the digest>' })
const Offset = Type.Integer({ minimum: 0, maximum: 262_144, description: 'UTF-16 units' })
const Override = Type.Optional(Type.Object({ reason: Type.String({ minLength: 1, maxLength: 1000 }) }, { ...strict, description: 'Publishes in spite of the checks' }))
const Time = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z$', description: 'RFC 3339, UTC' })
const Selector = Type.Object({
  matchLabels: Type.Optional(Type.Record(Type.String(), Type.String())),
  matchExpressions: Type.Optional(Type.Array(Type.Object({
    key: Type.String({ minLength: 1 }),
    operator: Type.Union([Type.Literal('In'), Type.Literal('NotIn'), Type.Literal('Exists'), Type.Literal('DoesNotExist')]),
    values: Type.Optional(Type.Array(Type.String())),
  }, strict))),
}, strict)

export const NoBody = Type.Object({}, strict)
export const CheckBody = Type.Object({ source: Source }, strict)
export const PlaceBody = Type.Object({ source: Source, offset: Offset }, strict)
export const DraftBody = Type.Object({ source: Source, base: Type.Optional(RevisionName) }, strict)
export const SaveBody = Type.Object({ source: Source, base: Type.Optional(RevisionName), message: Type.String({ maxLength: 4096 }) }, strict)
export const PublishBody = Type.Object({ revision: RevisionName, override: Override }, strict)
export const RollbackBody = Type.Object({ revision: Type.Optional(RevisionName) }, strict)
export const CanaryBody = Type.Object({ revision: RevisionName, percent: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })), selector: Type.Optional(Selector), override: Override }, strict)
export const ReplayBody = Type.Object({ calls: Type.Optional(Type.Array(Type.String({ maxLength: 300 }), { maxItems: 200 })), against: Type.Optional(RevisionName) }, strict)
export const TryBody = Type.Object({
  source: Type.Optional(Source),
  revision: Type.Optional(RevisionName),
  hook: Type.Optional(Type.Union([Type.Literal('sync'), Type.Literal('finalize')])),
  request: object<JsonObject>('The request of the hook, without its bundle'),
  now: Type.Optional(Time),
}, strict)

const Name = Type.String({ pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$', maxLength: 50 })
export const ProgramPath = Type.Object({ program: Name }, strict)
export const RevisionPath = Type.Object({ revision: RevisionName }, strict)
export const RevisionsPath = Type.Object({ revision: RevisionName, other: RevisionName }, strict)
export const RecordingPath = Type.Object({ recording: Type.String({ pattern: '^[A-Za-z0-9._:-]{1,300}$' }) }, strict)
export const ParentQuery = Type.Object({
  namespace: Type.Optional(Type.String({ pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$', maxLength: 63 })),
  name: Type.String({ pattern: '^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$', maxLength: 253 }),
}, strict)
export const LogsQuery = Type.Object({
  level: Type.Optional(Type.Union([Type.Literal('debug'), Type.Literal('info'), Type.Literal('warn'), Type.Literal('error')], { description: 'This level and worse' })),
  text: Type.Optional(Type.String({ maxLength: 200, description: 'Part of the message' })),
  revision: Type.Optional(RevisionName),
  parent: Type.Optional(Type.String({ maxLength: 400, description: '<namespace>/<name>, or <name>' })),
  after: Type.Optional(Type.String({ maxLength: 4000, description: 'As Last-Event-ID' })),
}, strict)
export const NoQuery = Type.Object({}, strict)

export type CheckBody = Static<typeof CheckBody>
export type PlaceBody = Static<typeof PlaceBody>
export type DraftBody = Static<typeof DraftBody>
export type SaveBody = Static<typeof SaveBody>
export type PublishBody = Static<typeof PublishBody>
export type RollbackBody = Static<typeof RollbackBody>
export type CanaryBody = Static<typeof CanaryBody>
export type ReplayBody = Static<typeof ReplayBody>
export type TryBody = Static<typeof TryBody>
export type LogsQuery = Static<typeof LogsQuery>

export const Me = Type.Object({ user: Type.String(), groups: Type.Array(Type.String()) })
export type Me = Static<typeof Me>

export const RevisionSummary = Type.Object({
  name: Type.String(),
  author: Type.String(),
  message: Type.String(),
  at: Type.String(),
  base: Type.Optional(Type.String()),
  status: object<Partial<HookRevisionStatus>>('Diagnostics, checks, approvals, overrides, publishes'),
})
export type RevisionSummary = Static<typeof RevisionSummary>

export const RevisionDetail = Type.Object({
  ...RevisionSummary.properties,
  program: Type.String(),
  source: Type.String(),
  digest: Type.String(),
  etag: Type.String(),
})
export type RevisionDetail = Static<typeof RevisionDetail>

export const ProgramSummary = Type.Object({
  name: Type.String(),
  parent: Type.Object({ apiVersion: Type.String(), resource: Type.String() }),
  active: Type.Optional(Type.String()),
  canary: Type.Optional(Type.String()),
  ready: Type.Optional(Type.String({ description: 'Status of the condition Ready' })),
})
export type ProgramSummary = Static<typeof ProgramSummary>
export const ProgramList = items(ProgramSummary)
export type ProgramList = Static<typeof ProgramList>

export const ProgramDetail = Type.Object({
  name: Type.String(),
  etag: Type.String(),
  spec: object<HookProgramSpec>('Spec of the HookProgram'),
  status: object<Partial<HookProgramStatus>>('Status of the HookProgram'),
  revisions: Type.Array(RevisionSummary, { description: 'Newest first' }),
  newest: Type.Union([Type.String(), Type.Null()]),
  rollback: Type.Union([Type.String(), Type.Null()], { description: 'Where a rollback without a name leads' }),
  rights: object<Readonly<Record<Verb, boolean>>>('What the caller may do'),
})
export type ProgramDetail = Static<typeof ProgramDetail>

export const DraftDetail = Type.Object({ source: Type.String(), base: Type.Optional(Type.String()), etag: Type.String() })
export type DraftDetail = Static<typeof DraftDetail>

export const DiagnosticList = Type.Object({ diagnostics: Type.Array(object<Diagnostic>('What is wrong, and where')) })
export type DiagnosticList = Static<typeof DiagnosticList>
export const CompletionList = Type.Object({ completions: Type.Array(object<Completion>('A proposal')) })
export type CompletionList = Static<typeof CompletionList>
export const HintAnswer = Type.Object({ hint: Type.Optional(object<Hint>('What stands there')) })
export type HintAnswer = Static<typeof HintAnswer>

export const RevisionDiff = Type.Object({ from: RevisionDetail, to: RevisionDetail })
export type RevisionDiff = Static<typeof RevisionDiff>

export const ReplayAnswer = Type.Object({ rows: Type.Array(object<PreviewRow>('What the candidate does otherwise for one call')), flags: Type.Array(Type.String()) })
export type ReplayAnswer = Static<typeof ReplayAnswer>

/** A recorded call without what was sent and answered. */
export type RecordingSummary = Omit<ProgramCall, 'request' | 'response'> & { readonly isPinned: boolean; readonly holdsSecrets: boolean }
export const RecordingList = items(object<RecordingSummary>('A recorded call'))
export type RecordingList = Static<typeof RecordingList>
export const Recording = object<ProgramCall & { readonly isPinned: boolean; readonly holdsSecrets: boolean }>('A recorded call, redacted')
export type Recording = Static<typeof Recording>

export const TryAnswer = Type.Object({
  answer: Type.Optional(object<JsonObject>('What the program answers')),
  error: Type.Optional(object<{ readonly code: string; readonly message: string; readonly kill?: string; readonly rule?: string; readonly stack?: string }>('Why there is no answer')),
  warnings: Type.Array(Type.String()),
  logs: Type.Array(object<SandboxLog>('A line')),
  milliseconds: Type.Number(),
  memoryBytes: Type.Number(),
})
export type TryAnswer = Static<typeof TryAnswer>
export const BuiltRequest = Type.Object({ request: object<JsonObject>('As Metacontroller would send it, without the bundle') })
export type BuiltRequest = Static<typeof BuiltRequest>

export const AuditList = items(object<HistoryEntry>('Who did what when'))
export type AuditList = Static<typeof AuditList>

export const Report = object<CheckReport>('Report of the checks')
export type Report = Static<typeof Report>
export const Gone = Type.Object({})

/** Server-sent event `presence`: who looks at the program, each once. */
export interface Presence { readonly users: readonly string[] }
/** Server-sent event `program`: something of it changed. */
export interface ProgramNews { readonly etag: string; readonly newest: string | null; readonly active: string | null; readonly canary: string | null }
/** Server-sent event `dropped`: lines that this stream could not show. */
export interface Dropped { readonly count: number }
