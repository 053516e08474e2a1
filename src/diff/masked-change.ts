import { maskSecrets } from '../kit/mask.ts'
import { isObject } from '../protocol/json.ts'
import type { JsonObject, JsonValue } from '../protocol/json.ts'
import type { FieldChange, Step } from './field-change.ts'

/** A change of an object without the values of a Secret. That there is a change still shows. */
export const maskedChange = (object: JsonObject, change: FieldChange): FieldChange => ({
  steps: change.steps,
  ...(change.from === undefined ? {} : { from: maskedAt(object, change.steps, change.from) }),
  ...(change.to === undefined ? {} : { to: maskedAt(object, change.steps, change.to) }),
})

/** Puts the value into an object of the same kind where it stood, masks that, and takes it out again. */
const maskedAt = ({ apiVersion = '', kind = '' }: JsonObject, steps: readonly Step[], value: JsonValue): JsonValue => {
  const names = steps.map((step) => typeof step === 'object' ? step.is : String(step))
  const nested = names.reduceRight<JsonValue>((inner, name) => ({ [name]: inner }), value)
  const whole = maskSecrets({ ...(isObject(nested) ? nested : {}), apiVersion, kind })
  return names.reduce<JsonValue>((found, name) => isObject(found) ? found[name] ?? null : found, whole)
}
