import { canonicalAmount, compareQuantities } from './quantity.ts'
import { problem } from './problem.ts'
import type { Problem } from './problem.ts'

type Quantities = Readonly<Record<string, string | number>>

/** Quantities as the API server stores them; another spelling of the same amount would be written on every sync. */
export const canonicalQuantities = (given: Quantities | undefined): Readonly<Record<string, string>> | undefined => given === undefined ? undefined
  : Object.fromEntries(Object.entries(given).map(([resource, amount]) => [resource, canonicalAmount(amount) ?? String(amount)]))

interface Resources { readonly limits?: Quantities; readonly requests?: Quantities }

/** Amounts that are none, and requests above their limit: the API server refuses both. */
export const resourcesProblems = (given: Resources | undefined, path: string): readonly Problem[] => [
  ...amountProblems(given?.limits, `${path}.limits`),
  ...amountProblems(given?.requests, `${path}.requests`),
  ...Object.entries(given?.requests ?? {}).flatMap(([resource, amount]) => {
    const limit = given?.limits?.[resource]
    return limit !== undefined && compareQuantities(amount, limit) === 1 ? [problem(`${path}.requests.${resource}`, `${amount} is more than its limit ${limit}`)] : []
  }),
]

const amountProblems = (given: Quantities | undefined, path: string): readonly Problem[] =>
  Object.entries(given ?? {}).flatMap(([resource, amount]) => quantityProblems(amount, `${path}.${resource}`))

export const quantityProblems = (amount: string | number, path: string): readonly Problem[] =>
  compareQuantities(amount, 0) === undefined || compareQuantities(amount, 0) === -1 ? [problem(path, `"${amount}" is no amount such as 500m or 1Gi`)] : []
