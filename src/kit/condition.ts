import { Type } from '../protocol/schema.ts'
import { checkOf } from './check.ts'
import { choice } from './fields.ts'
import type { Static } from '../protocol/schema.ts'

/** A condition as Kubernetes has it (metav1.Condition). */
export const Condition = Type.Object({
  type: Type.String({ minLength: 1, description: 'Kind of condition, unique in the list.' }),
  status: choice(['True', 'False', 'Unknown'], 'True, False or Unknown.'),
  reason: Type.String({ description: 'One word for machines that says why.' }),
  message: Type.Optional(Type.String({ description: 'What people should read.' })),
  lastTransitionTime: Type.String({ minLength: 1, description: 'When `status` last changed.', crd: { type: 'string', format: 'date-time', description: 'When `status` last changed.' } }),
  observedGeneration: Type.Optional(Type.Integer({ format: 'int64', description: 'Generation of the resource that this condition was computed from.' })),
})
export type Condition = Static<typeof Condition>

/** A condition before it has a time. */
export interface Claim {
  readonly type: string
  readonly status: 'True' | 'False' | 'Unknown'
  readonly reason: string
  readonly message: string
}

/** Moment and generation that conditions are stamped with. */
export interface Stamp {
  /** RFC 3339, UTC. */
  readonly now: string
  readonly generation: number
}

export const claim = (type: string, status: Claim['status'], said: { reason: string; message: string }): Claim =>
  ({ type, status, reason: said.reason, message: said.message })

/**
 * The complete list of conditions. `lastTransitionTime` moves only when `status` does; types keep their order of first
 * appearance; a type that is no longer claimed goes away.
 */
export const conditions = (previous: unknown, claims: readonly Claim[], stamp: Stamp): Condition[] => {
  const before = knownConditions(previous)
  const rank = (type: string): number => {
    const index = before.findIndex((condition) => condition.type === type)
    return index === -1 ? before.length : index
  }
  return claims
    .toSorted((a, b) => rank(a.type) - rank(b.type))
    .map((made) => stamped(made, before.find(({ type }) => type === made.type), stamp))
}

const known = checkOf(Condition)

/** Conditions of a status that somebody else may have written. */
export const knownConditions = (given: unknown): readonly Condition[] => Array.isArray(given) ? given.filter(known.matches) : []

const stamped = (made: Claim, before: Condition | undefined, { now, generation }: Stamp): Condition => ({
  ...made,
  observedGeneration: generation,
  lastTransitionTime: before?.status === made.status ? before.lastTransitionTime : now,
})

/** Some conditions laid over a list: the others stay as they are. */
export const overlay = (previous: unknown, made: readonly Condition[]): Condition[] => {
  const before = knownConditions(previous)
  return [
    ...before.map((condition) => made.find(({ type }) => type === condition.type) ?? condition),
    ...made.filter(({ type }) => !before.some((condition) => condition.type === type)),
  ]
}
