import { refusal } from '../engine/api-defaults/immutable-fields.ts'
import { described } from '../engine/metadata.ts'
import type { UpdateMethod } from '../kit/controller.ts'
import { isObject } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import type { KubernetesObject } from '../protocol/request.ts'
import { trusted } from '../protocol/trusted.ts'
import { fieldChanges, pathOf } from './field-change.ts'
import type { FieldChange } from './field-change.ts'
import { maskedChange } from './masked-change.ts'
import { comparable } from './object-form.ts'
import { changeText, shownChange } from './shown.ts'
import type { ShownChange } from './shown.ts'
import { isTemplateChange, templateWords } from './template-words.ts'
import { podsOf, templateEffect } from './workload.ts'

export type Effect = 'rolls' | 'inPlace' | 'replaces' | 'deletes' | 'creates' | 'refused' | 'none'

/** What becomes of one object, and why. */
export interface ObjectDiff {
  /** `Kind namespace/name`. */
  readonly object: string
  readonly effect: Effect
  /** Pods that are replaced, made or deleted with it, where that is known. */
  readonly pods?: number
  readonly changes: readonly ShownChange[]
  /** In words, for people. */
  readonly reason: string
}

/** One object on both sides; absent where it is not there. */
export interface ObjectPair {
  readonly before: JsonObject | undefined
  readonly after: JsonObject | undefined
  readonly method: UpdateMethod
}

type Verdict = Pick<ObjectDiff, 'effect' | 'reason'> & { readonly pods?: number | undefined }

/** What a change of an object causes; undefined when nothing differs. Values of Secrets are masked. */
export const objectDiff = (pair: ObjectPair): ObjectDiff | undefined => {
  const { before, after } = pair
  if (before === undefined || after === undefined) return appearance(before, after)
  const changes = fieldChanges(comparable(before), comparable(after)).map((change) => maskedChange(after, change))
  if (changes.length === 0) return undefined
  return diffOf(after, verdict({ before, after, method: pair.method }, changes), changes)
}

const diffOf = (object: JsonObject, { effect, pods, reason }: Verdict, changes: readonly FieldChange[]): ObjectDiff => ({
  object: described(trusted<KubernetesObject>(object)),
  effect,
  ...(pods === undefined ? {} : { pods }),
  changes: changes.map(shownChange),
  reason,
})

const appearance = (before: JsonObject | undefined, after: JsonObject | undefined): ObjectDiff | undefined => {
  if (after !== undefined) return diffOf(after, { effect: 'creates', pods: podsOf(after), reason: `created${withPods(podsOf(after))}` }, [])
  if (before !== undefined) return diffOf(before, { effect: 'deletes', pods: podsOf(before), reason: `deleted${withPods(podsOf(before))}` }, [])
  return undefined
}

const withPods = (pods: number | undefined): string => pods === undefined ? '' : ` with ${podsText(pods)}`
const podsText = (pods: number | undefined): string => pods === undefined ? 'its pods' : `${pods} pod${pods === 1 ? '' : 's'}`

interface Both {
  readonly before: JsonObject
  readonly after: JsonObject
  readonly method: UpdateMethod
}

const verdict = ({ before, after, method }: Both, changes: readonly FieldChange[]): Verdict => {
  if (method === 'OnDelete') return { effect: 'none', reason: 'nothing changes until it is deleted (update method OnDelete)' }
  if (method === 'Recreate') return { effect: 'replaces', pods: podsOf(before), reason: `deleted and made again${withPods(podsOf(before))} (update method Recreate)` }
  const refused = refusal(settled(before), after)
  if (refused !== undefined) return { effect: 'refused', reason: refusedText(refused) }
  return changes.some(isTemplateChange) ? rolled(before, after, changes) : { effect: 'inPlace', reason: `in place${scaleText(changes)}` }
}

/** `refused: immutable spec.selector`; other reasons in the words of the rule. */
const refusedText = (why: string): string => `refused: ${why.replace(/^(.*) is immutable$/, 'immutable $1')}`

/** A claim of a rendering has no status. One that is in use is bound, and has what it asked for. */
const settled = (before: JsonObject): JsonObject => {
  if (before['kind'] !== 'PersistentVolumeClaim' || before['status'] !== undefined) return before
  const resources = isObject(before['spec']) && isObject(before['spec']['resources']) ? before['spec']['resources'] : {}
  return { ...before, status: { phase: 'Bound', capacity: resources['requests'] ?? {} } }
}

const rolled = (before: JsonObject, after: JsonObject, changes: readonly FieldChange[]): Verdict => {
  const effect = templateEffect(before, after)
  const words = changes.filter(isTemplateChange).map((change) => templateWords(change, after)).join('; ')
  if (effect === undefined) return { effect: 'inPlace', reason: `in place; running pods stay: ${words}` }
  const { pods, reason } = effect
  if (pods === 0) return { effect: 'inPlace', pods, reason: `in place${scaleText(changes)}; ${reason ?? 'there are no pods to replace'}: ${words}` }
  return { effect: 'rolls', pods, reason: `rolls ${podsText(pods)}${reason === undefined ? '' : ` (${reason})`}: ${words}${scaleText(changes)}` }
}

const scaleText = (changes: readonly FieldChange[]): string => {
  const scale = changes.find(({ steps }) => pathOf(steps) === 'spec.replicas')
  return scale === undefined ? '' : `; scales ${count(scale.from)} → ${count(scale.to)}`
}

const count = (value: JsonValue | undefined): string => value === undefined ? 'what it has' : String(value)

/** An object in a few lines: what becomes of it, then every change. */
export const diffText = ({ object, reason, changes }: ObjectDiff): string =>
  `${object}: ${reason}\n${changes.map((change) => `  ${changeText(change)}\n`).join('')}`
