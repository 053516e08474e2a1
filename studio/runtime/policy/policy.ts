import type { HookBundleSpec } from '../../../hooks/program/hookbundle/resource.ts'
import { forbidden } from '../../../hooks/program/hookprogram/forbidden.ts'
import { builtInKinds } from '../../../src/engine/built-in-kinds.ts'
import { violationOf } from '../../../src/guard/guard.ts'
import type { Violation } from '../../../src/guard/guard.ts'
import { describe } from '../../../src/guard/rules.ts'
import type { GuardSubject } from '../../../src/guard/rules.ts'
import type { Scope } from '../../../src/kit/kind.ts'
import { isObject } from '../../../src/protocol/json.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { objectCount } from '../../../src/protocol/group-key.ts'
import type { CompositeRequest } from '../../../src/protocol/request.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import type { ProgramAnswer } from '../answer.ts'
import { answerRules } from './answer-rules.ts'
import { forbiddenRules } from './forbidden-rules.ts'

/** What an answer is measured by. */
export interface PolicySubject {
  readonly hook: 'sync' | 'finalize'
  readonly bundle: HookBundleSpec
  readonly request: CompositeRequest
  /** Characters of the answer. */
  readonly answerLength: number
}

/** First rule that an answer breaks: those of the guard, then those of programs. Pure; throws nothing. */
export const policyViolation = (answer: ProgramAnswer, subject: PolicySubject): Violation | undefined => {
  const children = trusted<readonly JsonObject[]>(answer.children)
  return violationOf(children, answer.status, guardSubject(answer, subject))
    ?? wholeViolation(answer, subject)
    ?? children.map((child) => childViolation(child, subject)).find((found) => found !== undefined)
}

/** An empty list is what a program means only when it says so, or when the parent goes. */
const guardSubject = ({ childless, children }: ProgramAnswer, { hook, request, answerLength }: PolicySubject): GuardSubject => ({
  rules: childRules(trusted<readonly JsonObject[]>(children), request),
  parent: { scope: parentScope(request), namespace: request.parent.metadata.namespace },
  observed: objectCount(request.children),
  childless: childless === true || hook === 'finalize',
  answerLength,
})

const parentScope = ({ parent }: CompositeRequest): Scope => isNamespaced(trusted<JsonObject>(parent)) ? 'Namespaced' : 'Cluster'

/** Metacontroller sends a group for every kind that is registered, even when there is nothing in it. */
const childRules = (wanted: readonly JsonObject[], request: CompositeRequest): GuardSubject['rules'] =>
  Object.entries(request.children).map(([group, observed]) => {
    const [kind, apiVersion] = [group.slice(0, group.indexOf('.')), group.slice(group.indexOf('.') + 1)]
    const seen = [...trusted<readonly JsonObject[]>(Object.values(observed)), ...wanted.filter((child) => isObject(child) && child['kind'] === kind && child['apiVersion'] === apiVersion)]
    return { kind: { apiVersion, kind, plural: '', scope: scopeOf(`${apiVersion} ${kind}`, parentScope(request), seen[0]) }, method: 'InPlace' }
  })

const builtInScopes: ReadonlyMap<string, Scope> = new Map(builtInKinds.map(({ apiVersion, kind, scope }) => [`${apiVersion} ${kind}`, scope]))

/** Nobody tells the scope of a custom kind. A namespaced parent has children of its own namespace only; for others an object of the kind shows it. */
const scopeOf = (kind: string, parent: Scope, seen: JsonObject | undefined): Scope =>
  builtInScopes.get(kind) ?? (parent === 'Cluster' && seen !== undefined && !isNamespaced(seen) ? 'Cluster' : 'Namespaced')

const isNamespaced = ({ metadata }: JsonObject): boolean => isObject(metadata) && (metadata['namespace'] ?? '') !== ''

const wholeViolation = (answer: ProgramAnswer, subject: PolicySubject): Violation | undefined => {
  for (const [rule, check] of Object.entries(answerRules)) {
    const message = check(answer, subject)
    if (message !== undefined) return { rule, message }
  }
  return undefined
}

const childViolation = (child: JsonObject, { bundle: { forbid = [], serviceAccounts = [] } }: PolicySubject): Violation | undefined => {
  const { metadata } = child
  if (isObject(metadata) && metadata['finalizers'] !== undefined) return { rule: 'no-system-field', message: `${describe(child)}: metadata.finalizers would keep it from going` }
  for (const rule of forbidden.filter((word) => forbid.includes(word))) {
    const message = forbiddenRules[rule](child, { serviceAccounts })
    if (message !== undefined) return { rule: ruleName(rule), message: `${describe(child)}: ${message}` }
  }
  return undefined
}

/** Names of rules are labels: `hostPID` as `forbid-host-pid`. */
const ruleName = (word: string): string => `forbid-${word.replaceAll(/[A-Z]+/g, (capitals) => `-${capitals.toLowerCase()}`)}`
