import { checkOf } from '../kit/check.ts'
import type { HookName } from '../kit/controller.ts'
import { RelatedRule } from '../protocol/answer.ts'
import { isObject, parseJsonText } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import { trusted } from '../protocol/trusted.ts'
import { duplicateKey } from './duplicate-key.ts'
import { HookUnreadable, ProcessCrashed, messageOf } from './engine-errors.ts'

/** Labels or annotations to set; null takes a key away. */
export type TextPatch = Readonly<Record<string, string | null>>

/** Answer of a sync or finalize hook with every default filled in (metacontroller.md §2.4). */
export interface SyncAnswer {
  /** Undefined when the answer has none. */
  readonly status: JsonObject | undefined
  readonly children: readonly JsonObject[]
  readonly resyncAfterSeconds: number
  readonly finalized: boolean
  /** Decorators only. */
  readonly labels: TextPatch
  readonly annotations: TextPatch
}

/** Where an answer comes from and how strictly it is read. */
export interface AnswerSource {
  readonly hook: HookName
  readonly isStrict: boolean
}

const compositeKeys = ['status', 'children', 'resyncAfterSeconds', 'finalized'] as const
const decoratorKeys = ['labels', 'annotations', 'status', 'attachments', 'resyncAfterSeconds', 'finalized'] as const
const ruleKeys = ['apiVersion', 'resource', 'labelSelector', 'namespaceSelector', 'namespace', 'names'] as const

/** Reads the answer of a composite's hook. Throws HookUnreadable, or ProcessCrashed where Metacontroller would die. */
export const compositeAnswer = (body: string | JsonObject, source: AnswerSource): SyncAnswer => {
  const answer = topLevel(body, compositeKeys, source)
  return { ...shared(answer, source), children: children(answer['children'], source), labels: {}, annotations: {} }
}

/** Reads the answer of a decorator's hook. Throws as compositeAnswer does. */
export const decoratorAnswer = (body: string | JsonObject, source: AnswerSource): SyncAnswer => {
  const answer = topLevel(body, decoratorKeys, source)
  return {
    ...shared(answer, source),
    children: children(answer['attachments'], source),
    labels: patch(answer['labels'], source),
    annotations: patch(answer['annotations'], source),
  }
}

/** Reads the rules of a customize hook. Throws as compositeAnswer does. */
export const customizeAnswer = (body: string | JsonObject, source: AnswerSource): readonly RelatedRule[] => {
  const rules = topLevel(body, ['relatedResources'], source)['relatedResources'] ?? []
  if (!Array.isArray(rules)) throw unreadable(source, 'relatedResources is no list')
  return rules.map((rule) => ruleOf(rule, source))
}

const unreadable = ({ hook }: AnswerSource, why: string): Error => new HookUnreadable(hook, why)

const topLevel = (body: string | JsonObject, keys: readonly string[], source: AnswerSource): JsonObject => {
  // Go decodes null into any struct without a word.
  const value = (typeof body === 'string' ? parsed(body, source) : body) ?? {}
  if (!isObject(value)) throw unreadable(source, 'it is no object')
  if (!source.isStrict) return value
  known(value, keys, source)
  const duplicate = typeof body === 'string' ? duplicateKey(body) : undefined
  if (duplicate !== undefined) throw unreadable(source, `the field ${duplicate} stands there twice`)
  return value
}

const parsed = (text: string, source: AnswerSource): JsonValue => {
  try {
    return parseJsonText(text)
  } catch (cause) {
    throw unreadable(source, messageOf(cause))
  }
}

const known = (value: JsonObject, keys: readonly string[], source: AnswerSource): void => {
  const other = Object.keys(value).find((key) => !keys.includes(key))
  if (other !== undefined) throw unreadable(source, `the field ${other} is unknown`)
}

const shared = ({ status, resyncAfterSeconds, finalized }: JsonObject, source: AnswerSource): Pick<SyncAnswer, 'status' | 'resyncAfterSeconds' | 'finalized'> => {
  if (!isObject(status ?? {})) throw unreadable(source, 'status is no object')
  if (typeof (resyncAfterSeconds ?? 0) !== 'number') throw unreadable(source, 'resyncAfterSeconds is no number')
  if (typeof (finalized ?? false) !== 'boolean') throw unreadable(source, 'finalized is neither true nor false')
  return { status: isObject(status) ? status : undefined, resyncAfterSeconds: Number(resyncAfterSeconds ?? 0), finalized: finalized === true }
}

const children = (value: JsonValue | undefined, source: AnswerSource): readonly JsonObject[] => {
  const list = value ?? []
  if (!Array.isArray(list)) throw unreadable(source, 'the list of children is none')
  return list.map((child) => {
    if (child === null) throw new ProcessCrashed('a child is null')
    if (!isObject(child)) throw unreadable(source, 'a child is no object')
    if (typeof child['kind'] !== 'string' || child['kind'] === '') throw unreadable(source, 'a child has no kind')
    return child
  })
}

const patch = (value: JsonValue | undefined, source: AnswerSource): TextPatch => {
  const map = value ?? {}
  if (!isObject(map)) throw unreadable(source, 'labels and annotations must be maps')
  if (Object.values(map).some((text) => text !== null && typeof text !== 'string')) throw unreadable(source, 'labels and annotations must be texts')
  return trusted<TextPatch>(map)
}

const rule = checkOf(RelatedRule)

const ruleOf = (value: JsonValue, source: AnswerSource): RelatedRule => {
  if (value === null) throw new ProcessCrashed('a related rule is null')
  if (!isObject(value)) throw unreadable(source, 'a related rule is no object')
  if (source.isStrict) known(value, ruleKeys, source)
  const fields = Object.entries(value).filter(([key, field]) => field !== null && ruleKeys.some((known) => known === key))
  const read = { apiVersion: '', resource: '', ...Object.fromEntries(fields) }
  if (rule.matches(read)) return read
  throw unreadable(source, `a related rule: ${rule.problems(read, 'rule').map(({ path, message }) => `${path} ${message}`).join(', ')}`)
}
