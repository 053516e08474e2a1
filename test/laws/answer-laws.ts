import { shaped } from '../../src/engine/api-defaults/stored-object.ts'
import type { Invocation } from '../../src/guard/invoke.ts'
import { canonical, writtenNull } from '../../src/kit/canonical.ts'
import { checkOf } from '../../src/kit/check.ts'
import type { Check } from '../../src/kit/check.ts'
import type { Child } from '../../src/kit/kind.ts'
import type { CompositeController } from '../../src/kit/controller.ts'
import type { Problem } from '../../src/kit/problem.ts'
import { itemsByKey, mergeKey } from '../../src/kit/list-map.ts'
import { problemsText } from '../../src/kit/problem.ts'
import { unknownFields } from '../../src/kit/unknown-fields.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import type { KubernetesObject } from '../../src/protocol/request.ts'
import type { TSchema } from '../../src/protocol/schema.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { identityOf } from './identity.ts'

/** Why an answer breaks a law that can be seen in the answer alone. */
export type Finding = readonly [law: string, message: string] | undefined

interface Answer { readonly status: JsonObject; readonly children: readonly (JsonObject & KubernetesObject)[] }
const answerOf = ({ body }: Invocation): Answer => trusted<Answer>(body)

const statusChecks = new Map<TSchema, Check<TSchema>>()

/** What the API server would refuse or prune of a status is written again on every pass. */
const statusFits = ({ parent }: CompositeController, { status }: Answer): Finding => {
  const check = statusChecks.get(parent.status) ?? checkOf<TSchema>(parent.status)
  statusChecks.set(parent.status, check)
  const problems = check.problems(status, 'status')
  if (problems.length > 0) return ['status fits its schema', problemsText(problems)]
  const unknown = unknownFields(parent.status, status, 'status')
  if (unknown.length > 0) return ['status fits its schema', `${unknown.join(', ')} would be pruned`]
  return lostIn(status, trusted<JsonValue>(canonical(status)), 'status')
}

/** Every field that the hook wants must be stored as it is wanted, where an object is written. */
export const findingInWrite = (desired: Child, object: KubernetesObject): Finding =>
  lostIn(trusted<JsonObject>(desired), shaped(trusted<JsonObject>(object)), `${object.kind}/${object.metadata.name}`)

const shown = (value: JsonValue | undefined): string => (JSON.stringify(value) ?? 'nothing').slice(0, 200)

const lostIn = (sent: JsonValue, stored: JsonValue | undefined, path: string): Finding => {
  if (isList(sent) && isList(stored)) return lostInList(sent, stored, path)
  if (isObject(sent) && isObject(stored)) return firstOf(Object.keys(sent).map((key) => () => lostIn(sent[key] ?? null, Object.hasOwn(stored, key) ? stored[key] : undefined, `${path}.${key}`)))
  if (sent === null && path.endsWith(`.${writtenNull}`)) return undefined
  return sent === stored ? undefined : ['canonical', `${path} is sent as ${shown(sent)} and stored as ${shown(stored)}`]
}

const isList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value)

/** Others may have added items to a list that is merged. */
const lostInList = (sent: readonly JsonValue[], stored: readonly JsonValue[], path: string): Finding => {
  const key = mergeKey(sent, stored)
  if (key === undefined) return sent.length === stored.length ? firstOf(sent.map((item, index) => () => lostIn(item, stored[index], `${path}[${index}]`))) : ['canonical', `${path} changes its length`]
  const items = itemsByKey(stored, key)
  return firstOf([...itemsByKey(sent, key)].map(([name, item]) => () => lostIn(item, items.get(name), `${path}[${name}]`)))
}

const firstOf = (checks: readonly (() => Finding)[]): Finding => {
  for (const check of checks) {
    const found = check()
    if (found !== undefined) return found
  }
  return undefined
}

/** Children that a mistake must not delete, and whose mistake counts: with a new spec only one in the parent itself. */
export interface Keeps {
  readonly identities: ReadonlySet<string>
  readonly whose: 'anybody' | 'the parent'
}

const isOwn = ({ path }: Problem): boolean => /^(spec|metadata)\b/.test(path)

/** Children that were there and are no longer wanted although the answer reports problems. */
const nothingLost = (invocation: Invocation, { identities, whose }: Keeps): Finding => {
  const problems = whose === 'anybody' ? invocation.problems : invocation.problems.filter(isOwn)
  if (problems.length === 0) return undefined
  const wanted = new Set(answerOf(invocation).children.map(identityOf))
  const lost = [...identities].filter((identity) => !wanted.has(identity))
  return lost.length === 0 ? undefined : ['no loss', `${lost.join(', ')} would be deleted because of: ${problemsText(problems)}`]
}

/** First law that an answer breaks. */
export const findingIn = (controller: CompositeController, invocation: Invocation, keeps: Keeps | undefined): Finding =>
  statusFits(controller, answerOf(invocation)) ?? (keeps === undefined ? undefined : nothingLost(invocation, keeps))
