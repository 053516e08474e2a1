import type { HookTrace, WriteTrace } from '../engine/observer.ts'
import type { HookName } from '../kit/controller.ts'
import { isObject, parseJsonText } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import { NotInPlayground } from '../protocol/errors.ts'
import { changesBetween } from './shown-changes.ts'
import type { ShownChange } from '../diff/shown.ts'
import type { Chapter, History, Sync } from './history.ts'
import { curlOf } from './curl.ts'
import type { ServiceAddress } from './curl.ts'
import { maskedDocument } from '../kit/mask.ts'
import { rowOf } from './timeline-page.ts'
import type { TimelineRow } from './timeline-page.ts'
import { writeChanges } from './write-changes.ts'

/** A hook's request and answer, and how they differ from those of the same hook before. */
export interface CallDetail {
  readonly hook: HookName
  /** HTTP status; 0 when there was no answer. */
  readonly status: number
  readonly request: JsonValue
  readonly answer: JsonValue
  /** Absent for the first call of its kind. */
  readonly requestChanges?: readonly ShownChange[]
  readonly answerChanges?: readonly ShownChange[]
  readonly curl: string
}

export interface WriteDetail {
  readonly verb: WriteTrace['verb']
  readonly object: string
  readonly reason: string
  readonly refused?: string
  readonly changes: readonly ShownChange[]
}

/** Everything about one pass; Secrets are masked. */
export interface SyncDetail extends TimelineRow {
  readonly causes: readonly string[]
  readonly message: string
  readonly calls: readonly CallDetail[]
  readonly writes: readonly WriteDetail[]
}

/** Throws NotInPlayground when the sync is too long ago. */
export const syncOf = (history: History, id: number): Sync => {
  const sync = history.sync(id)
  if (sync === undefined) throw new NotInPlayground(`Sync ${id}`)
  return sync
}

/** Throws NotInPlayground. */
export const syncDetail = (history: History, id: number, service: ServiceAddress): SyncDetail => {
  const sync = syncOf(history, id)
  return {
    ...rowOf(sync),
    causes: sync.pass.causes,
    message: sync.pass.message ?? '',
    calls: sync.calls.map((call) => callDetail(call, previousCall(history.chapters(), sync, call), service)),
    writes: sync.writes.map(writeDetail),
  }
}

/** The call of the same hook for the same parent in an earlier pass. */
const previousCall = (chapters: readonly Chapter[], { id, pass }: Sync, { hook }: HookTrace): HookTrace | undefined =>
  chapters.findLast((chapter): chapter is Sync => chapter.type === 'sync' && chapter.id < id && chapter.pass.controller === pass.controller &&
    chapter.pass.parent === pass.parent && chapter.calls.some((call) => call.hook === hook))?.calls.find((call) => call.hook === hook)

const callDetail = (call: HookTrace, before: HookTrace | undefined, service: ServiceAddress): CallDetail => {
  const [request, answer] = [maskedDocument(call.request), maskedDocument(answerOf(call))]
  return {
    hook: call.hook,
    status: call.status,
    request,
    answer,
    ...(before === undefined ? {} : {
      requestChanges: changesBetween(maskedDocument(before.request), request),
      answerChanges: changesBetween(named(maskedDocument(answerOf(before))), named(answer)),
    }),
    curl: curlOf(call.controller, call.hook, { request, service }),
  }
}

/** The answer as a value; what is no JSON stays a text. */
export const answerOf = ({ answer, status }: HookTrace): JsonValue => {
  if (typeof answer !== 'string' || status !== 200) return answer
  return parseJsonText(answer)
}

/** Children by kind and name instead of by place, so that one more does not make all of them differ. */
const named = (answer: JsonValue): JsonValue => {
  if (!isObject(answer)) return answer
  const children = answer['children'] ?? answer['attachments']
  return Array.isArray(children) ? { ...answer, children: Object.fromEntries(children.filter(isObject).map((child) => [nameOf(child), child])) } : answer
}

const nameOf = ({ kind, metadata }: JsonObject): string => `${String(kind)}/${isObject(metadata) ? String(metadata['name']) : ''}`

const writeDetail = ({ verb, object, reason, refused, before, after }: WriteTrace): WriteDetail => ({
  verb, object, reason,
  ...(refused === undefined ? {} : { refused }),
  changes: verb === 'delete' || refused !== undefined ? [] : writeChanges(before, after),
})
