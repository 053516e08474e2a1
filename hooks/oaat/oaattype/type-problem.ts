import { isObject } from '../../../src/kit/json.ts'

/** First mistake in the spec of an OaatType, in upstream's order and words (oaat.md A2); undefined when there is none. */
export const typeProblem = (spec: unknown): string | undefined => {
  if (!isObject(spec)) return 'missing spec in OaatType definition'
  if (spec['type'] !== 'pod') return 'spec.type must be "pod"'
  return isObject(spec['podspec']) && Object.keys(spec['podspec']).length > 0 ? podspecProblem(spec['podspec']) : 'spec.podspec is missing'
}

/** Any `containers` is refused, an empty list too: upstream let that one through and then ran nothing (C25). */
const podspecProblem = ({ containers, container, restartPolicy }: Readonly<Record<string, unknown>>): string | undefined => {
  if (containers !== undefined && containers !== null) return 'currently only support a single container, please do not use "spec.podspec.containers"'
  if (!isObject(container) || Object.keys(container).length === 0) return 'spec.podspec.container is missing'
  return restartPolicy === undefined || restartPolicy === null || restartPolicy === '' ? undefined : 'for spec.type="pod", you cannot specify a restartPolicy'
}
