import { described } from '../engine/metadata.ts'
import { isObject } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import type { KubernetesObject } from '../protocol/request.ts'
import { trusted } from '../protocol/trusted.ts'
import { fieldChanges } from './field-change.ts'
import type { FieldChange, Step } from './field-change.ts'
import { maskedChange } from './masked-change.ts'

/** Fields of an answer that hold objects. */
const lists = ['children', 'attachments'] as const

/** Where two answers of a hook differ. Children are compared by what they are, whatever their order; Secrets are masked. */
export const answerChanges = (from: JsonObject, to: JsonObject): readonly FieldChange[] => [
  ...fieldChanges(withoutLists(from), withoutLists(to)),
  ...lists.flatMap((name) => childChanges(name, byIdentity(from[name]), byIdentity(to[name]))),
]

const withoutLists = (answer: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(answer).filter(([key]) => !lists.some((name) => name === key)))

type Children = ReadonlyMap<string, JsonObject>

const byIdentity = (list: JsonValue | undefined): Children =>
  new Map((Array.isArray(list) ? list.filter(isObject) : []).map((child) => [identityOf(child), child]))

const identityOf = (child: JsonObject): string => isObject(child['metadata']) ? described(trusted<KubernetesObject>(child)) : String(child['kind'])

const childChanges = (list: string, from: Children, to: Children): readonly FieldChange[] =>
  [...new Set([...from.keys(), ...to.keys()])].flatMap((is) => {
    const [before, after] = [from.get(is), to.get(is)]
    const at: readonly Step[] = [list, { key: 'object', is }]
    return fieldChanges(before, after).map((change) => ({ ...maskedChange(after ?? before ?? {}, change), steps: [...at, ...change.steps] }))
  })
