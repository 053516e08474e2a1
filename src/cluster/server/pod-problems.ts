import { dnsLabelProblem, envNameProblem } from '../../kit/names.ts'
import { problem } from '../../kit/problem.ts'
import type { Problem } from '../../kit/problem.ts'
import { canonicalQuantity, compareQuantities } from '../../kit/quantity.ts'
import type { JsonObject, JsonValue } from '../../protocol/json.ts'
import { listOf, objectOf } from '../json-fields.ts'

const said = (path: string, message: string | undefined): readonly Problem[] => message === undefined ? [] : [problem(path, message)]

/** What is wrong with the spec of a pod or of a pod template; `claims` are volumes that a StatefulSet adds. */
export const podProblems = (spec: JsonObject, path: string, claims: readonly string[] = []): readonly Problem[] => {
  const volumes = listOf(spec['volumes']).map((volume) => nameOf(volume))
  const known = new Set([...volumes, ...claims])
  return [
    ...said(`${path}.containers`, listOf(spec['containers']).length === 0 ? 'is required' : undefined),
    ...volumes.flatMap((name, index) => said(`${path}.volumes[${index}].name`, repeated(volumes, index) ?? dnsLabelProblem(name))),
    ...containers(spec).flatMap(([container, at, index]) => containerProblems(container, `${path}.${at}[${index}]`, known)),
    ...sameNames(spec, path),
  ]
}

type Placed = readonly [container: JsonObject, list: string, index: number]

const containers = (spec: JsonObject): readonly Placed[] =>
  ['initContainers', 'containers'].flatMap((list) => listOf(spec[list]).map((container, index) => [objectOf(container), list, index] as const))

const nameOf = (of: JsonValue): string => String(objectOf(of)['name'] ?? '')

const repeated = (names: readonly string[], index: number): string | undefined =>
  names.indexOf(names[index] ?? '') < index ? `${names[index]} is there twice` : undefined

const sameNames = (spec: JsonObject, path: string): readonly Problem[] => {
  const placed = containers(spec)
  const names = placed.map(([container]) => nameOf(container))
  return placed.flatMap(([, list, index], at) => said(`${path}.${list}[${index}].name`, repeated(names, at)))
}

const containerProblems = (container: JsonObject, path: string, volumes: ReadonlySet<string>): readonly Problem[] => [
  ...said(`${path}.name`, dnsLabelProblem(nameOf(container))),
  ...said(`${path}.image`, typeof container['image'] === 'string' ? undefined : 'is required'),
  ...listOf(container['volumeMounts']).flatMap((mount, index) =>
    said(`${path}.volumeMounts[${index}].name`, volumes.has(nameOf(mount)) ? undefined : `${nameOf(mount)} is no volume`)),
  ...listOf(container['env']).flatMap((variable, index) => said(`${path}.env[${index}].name`, envNameProblem(nameOf(variable)))),
  ...amountProblems(objectOf(container['resources']), `${path}.resources`),
]

const amountProblems = (resources: JsonObject, path: string): readonly Problem[] => {
  const [limits, requests] = [objectOf(resources['limits']), objectOf(resources['requests'])]
  return [
    ...['limits', 'requests'].flatMap((field) => Object.entries(objectOf(resources[field])).flatMap(([name, amount]) =>
      said(`${path}.${field}[${name}]`, isAmount(amount) ? undefined : 'must be a quantity that is not negative'))),
    ...Object.entries(requests).flatMap(([name, amount]) =>
      said(`${path}.requests[${name}]`, compareQuantities(String(amount), String(limits[name] ?? amount)) === 1 ? 'must be at most the limit' : undefined)),
  ]
}

const isAmount = (amount: JsonValue): boolean => {
  const text = typeof amount === 'string' || typeof amount === 'number' ? canonicalQuantity(amount) : undefined
  return text !== undefined && compareQuantities(text, '0') !== -1
}
