import { isObject } from '../../../src/kit/json.ts'

/** First mistake in the spec of an OaatType, in upstream's order and words (oaat.md A2); undefined when there is none. */
export const typeProblem = (spec: unknown): string | undefined => {
  if (!isObject(spec)) return 'missing spec in OaatType definition'
  if (spec['type'] !== 'pod') return 'spec.type must be "pod"'
  return isObject(spec['podspec']) && Object.keys(spec['podspec']).length > 0 ? podspecProblem(spec['podspec']) ?? nullProblem(spec['podspec'], 'spec.podspec') : 'spec.podspec is missing'
}

/** A null in a list stands for nothing that a pod could have; in a map it means that the field is absent. */
const nullProblem = (value: unknown, path: string): string | undefined => {
  if (Array.isArray(value)) return value.map((item, index) => item === null ? `${path}[${index}] is null` : nullProblem(item, `${path}[${index}]`)).find((found) => found !== undefined)
  return isObject(value) ? Object.entries(value).map(([key, item]) => nullProblem(item, `${path}.${key}`)).find((found) => found !== undefined) : undefined
}

/** Any `containers` is refused, an empty list too: upstream let that one through and then ran nothing (C25). */
const podspecProblem = ({ containers, container, restartPolicy }: Readonly<Record<string, unknown>>): string | undefined => {
  if (containers !== undefined && containers !== null) return 'currently only support a single container, please do not use "spec.podspec.containers"'
  if (!isObject(container) || Object.keys(container).length === 0) return 'spec.podspec.container is missing'
  return restartPolicy === undefined || restartPolicy === null || restartPolicy === '' ? undefined : 'for spec.type="pod", you cannot specify a restartPolicy'
}
