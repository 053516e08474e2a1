import { checkOf } from '../kit/check.ts'
import type { Check } from '../kit/check.ts'
import { OrderInvalid } from '../protocol/errors.ts'
import { Type } from '../protocol/schema.ts'
import type { Static, TSchema } from '../protocol/schema.ts'
import { bytesOf, documentOf } from '../server/request-body.ts'

const strict = { additionalProperties: false }
const Id = Type.String({ minLength: 1, maxLength: 1000 })
const day = 86_400_000

/** YAML to look at or to apply. */
export const TextOrder = checkOf(Type.Object({ text: Type.String() }, strict))
export const ObjectQuery = checkOf(Type.Object({ id: Id }, strict))
export const PauseOrder = checkOf(Type.Object({ id: Id, paused: Type.Boolean() }, strict))
export const FaultOrder = checkOf(Type.Object({
  id: Id,
  fault: Type.Union([Type.Literal('PodUnready'), Type.Literal('PodStuck'), Type.Literal('InitContainerFailure'), Type.Literal('ImagePullError')]),
}, strict))
/** `step` goes on to the next change; `advance` by so many milliseconds. */
export const ClockOrder = checkOf(Type.Union([
  Type.Object({ action: Type.Union([Type.Literal('play'), Type.Literal('pause'), Type.Literal('step')]) }, strict),
  Type.Object({ action: Type.Literal('advance'), milliseconds: Type.Integer({ minimum: 1, maximum: day }) }, strict),
  Type.Object({ action: Type.Literal('speed'), speed: Type.Union([Type.Literal(1), Type.Literal(10), Type.Literal(60)]) }, strict),
]))
export const NoOrder = checkOf(Type.Object({}, strict))

export const HookQuery = checkOf(Type.Object({ hook: Type.Union([Type.Literal('sync'), Type.Literal('finalize'), Type.Literal('customize')]) }, strict))
const Whole = Type.String({ pattern: '^[0-9]{1,9}$' })
export const NumberPath = checkOf(Type.Object({ number: Whole }, strict))
export const NamePath = checkOf(Type.Object({ name: Id }, strict))
export const TimelineQuery = checkOf(Type.Object({
  before: Type.Optional(Whole),
  limit: Type.Optional(Type.String({ pattern: '^[1-9][0-9]?$' })),
  object: Type.Optional(Type.String({ maxLength: 1000 })),
  quiet: Type.Optional(Type.Literal('true')),
}, strict))

/** A value from outside as what it must be. Throws OrderInvalid. */
export const checked = <Schema extends TSchema>(check: Check<Schema>, value: unknown): Static<Schema> => {
  if (check.matches(value)) return value
  const problem = check.problems(value, '')[0]
  throw new OrderInvalid(problem?.path || 'it', problem?.message ?? 'has the wrong shape')
}

/** Body of a request. Throws OrderInvalid, BodyNotJson or BodyTooDeep. */
export const orderOf = <Schema extends TSchema>(check: Check<Schema>, body: unknown): Static<Schema> => checked(check, documentOf(bytesOf(body)))
