import { GuardViolation } from '../protocol/errors.ts'
import type { JsonObject } from '../protocol/json.ts'
import { isObject } from '../protocol/json.ts'
import { childChecks, describe } from './rules.ts'
import type { GuardSubject } from './rules.ts'

/** An answer that must not leave: the rule it breaks is a label of the metric. */
export interface Violation {
  readonly rule: string
  readonly message: string
}

/** Status is part of the parent: with the spec it has to fit into etcd's 1.5 MiB. */
const maximumStatusLength = 512 * 1024

/** First violation of an answer, or undefined. Pure; throws nothing. */
export const violationOf = (children: readonly JsonObject[], status: unknown, subject: GuardSubject): Violation | undefined =>
  emptied(children, subject) ?? duplicate(children) ?? children.map((child) => childViolation(child, subject)).find((found) => found !== undefined) ?? statusViolation(status, subject)

/** Throws GuardViolation when an answer breaks a rule; the caller counts and logs it. */
export const guard = (children: readonly JsonObject[], status: unknown, subject: GuardSubject): void => {
  const violation = violationOf(children, status, subject)
  if (violation !== undefined) throw new GuardViolation(violation.rule, violation.message)
}

/** Trap 2: complete-set semantics delete everything when nothing is said. */
const emptied = (children: readonly JsonObject[], { observed, childless }: GuardSubject): Violation | undefined =>
  children.length === 0 && observed > 0 && !childless
    ? { rule: 'not-emptied', message: `${observed} children are observed and none is wanted, but the hook did not say childless` } : undefined

/** Metacontroller keeps the last of two, in map order: which one is chance. */
const duplicate = (children: readonly JsonObject[]): Violation | undefined => {
  const seen = new Set<string>()
  for (const child of children) {
    const key = `${String(child['apiVersion'])} ${describe(child)} ${namespaceOf(child)}`
    if (seen.has(key)) return { rule: 'no-duplicate', message: `${describe(child)} is wanted twice` }
    seen.add(key)
  }
  return undefined
}

const namespaceOf = (child: JsonObject): string => isObject(child['metadata']) ? String(child['metadata']['namespace'] ?? '') : ''

const childViolation = (child: JsonObject, subject: GuardSubject): Violation | undefined => {
  if (!isObject(child)) return { rule: 'object', message: 'a child is no object' }
  for (const [rule, check] of Object.entries(childChecks)) {
    const message = check(child, subject)
    if (message !== undefined) return { rule, message: `${describe(child)}: ${message}` }
  }
  return undefined
}

const statusViolation = (status: unknown, { answerLength }: GuardSubject): Violation | undefined => {
  if (status !== undefined && (typeof status !== 'object' || status === null)) return { rule: 'status-object', message: 'status is no object' }
  const length = status === undefined || answerLength <= maximumStatusLength ? 0 : JSON.stringify(status).length
  return length > maximumStatusLength ? { rule: 'status-size', message: `status has ${length} characters, at most ${maximumStatusLength} are stored` } : undefined
}
