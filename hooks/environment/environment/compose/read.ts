import { problem } from '../../../../src/kit/problem.ts'
import type { Problem } from '../../../../src/kit/problem.ts'

/** A value of a compose file, with what is wrong around it and which keys were passed over. */
export interface Read<Value> {
  readonly value: Value
  readonly problems: readonly Problem[]
  /** Paths such as `services.web.networks`. */
  readonly unsupported: readonly string[]
}

export const read = <Value>(value: Value): Read<Value> => ({ value, problems: [], unsupported: [] })
export const wrong = <Value>(value: Value, path: string, message: string): Read<Value> => ({ value, problems: [problem(path, message)], unsupported: [] })
export const passedOver = <Value>(value: Value, path: string): Read<Value> => ({ value, problems: [], unsupported: [path] })

export const mapped = <From, To>(from: Read<From>, change: (value: From) => To): Read<To> => ({ ...from, value: change(from.value) })

export const joined = <Value>(reads: readonly Read<Value>[]): Read<readonly Value[]> => ({
  value: reads.map(({ value }) => value),
  problems: reads.flatMap(({ problems }) => problems),
  unsupported: reads.flatMap(({ unsupported }) => unsupported),
})

/** Several parts of one object, later ones over earlier ones. */
export const merged = <Value extends object>(reads: readonly Read<Partial<Value>>[]): Read<Partial<Value>> =>
  mapped(joined(reads), (values) => values.reduce((whole, part) => ({ ...whole, ...part }), {}))
