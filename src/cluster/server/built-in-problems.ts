import type { ServedKind } from '../../engine/discovery.ts'
import { configMapKeyProblem, dnsLabelProblem } from '../../kit/names.ts'
import { problem } from '../../kit/problem.ts'
import type { Problem } from '../../kit/problem.ts'
import { compareQuantities } from '../../kit/quantity.ts'
import { selects } from '../../kit/selector.ts'
import type { JsonObject, JsonValue } from '../../protocol/json.ts'
import { trusted } from '../../protocol/trusted.ts'
import { listOf, objectOf, specOf } from '../json-fields.ts'
import { podProblems } from './pod-problems.ts'

type Check = (object: JsonObject) => readonly Problem[]

/**
 * The part of the API server's validation (1.36) that hooks can run into: what makes an object unusable. It is not all
 * of it; `npm run test:cluster` asks a real API server.
 */
export const builtInProblems = ({ apiVersion, kind }: ServedKind): Check => checks.get(`${apiVersion} ${kind}`) ?? (() => [])

const said = (path: string, message: string | undefined): readonly Problem[] => message === undefined ? [] : [problem(path, message)]
const unless = (good: boolean, path: string, message: string): readonly Problem[] => good ? [] : [problem(path, message)]
const isCount = (value: JsonValue | undefined): boolean => value === undefined || (typeof value === 'number' && value >= 0 && Number.isInteger(value))

const selectorProblems: Check = (object) => {
  const { selector, template } = specOf(object)
  const { matchLabels, matchExpressions } = objectOf(selector)
  const size = Object.keys(objectOf(matchLabels)).length + listOf(matchExpressions).length
  if (size === 0) return [problem('spec.selector', 'is required and must not be empty')]
  const labels = objectOf(objectOf(objectOf(template)['metadata'])['labels'])
  return unless(selects(trusted(objectOf(selector)), trusted(labels)), 'spec.template.metadata.labels', 'the selector does not match the labels of the template')
}

const restartProblems = (object: JsonObject, allowed: readonly string[]): readonly Problem[] => {
  const policy = templateSpec(object)['restartPolicy']
  return unless(allowed.includes(String(policy)), 'spec.template.spec.restartPolicy', `must be one of ${allowed.join(', ')}`)
}

const templateSpec = (object: JsonObject): JsonObject => objectOf(objectOf(specOf(object)['template'])['spec'])

const workload: Check = (object) => [
  ...selectorProblems(object),
  ...unless(isCount(specOf(object)['replicas']), 'spec.replicas', 'must be 0 or more'),
  ...unless(isCount(specOf(object)['minReadySeconds']), 'spec.minReadySeconds', 'must be 0 or more'),
  ...restartProblems(object, ['Always']),
]

const statefulSet: Check = (object) => {
  const { serviceName, podManagementPolicy, updateStrategy, volumeClaimTemplates } = specOf(object)
  const templates = listOf(volumeClaimTemplates).map(objectOf)
  const names = templates.map((template) => String(objectOf(template['metadata'])['name'] ?? ''))
  return [
    ...workload(object),
    ...podProblems(templateSpec(object), 'spec.template.spec', names),
    ...said('spec.serviceName', (serviceName ?? '') === '' ? undefined : dnsLabelProblem(String(serviceName))),
    ...unless(['OrderedReady', 'Parallel'].includes(String(podManagementPolicy)), 'spec.podManagementPolicy', 'must be OrderedReady or Parallel'),
    ...unless(['RollingUpdate', 'OnDelete'].includes(String(objectOf(updateStrategy)['type'])), 'spec.updateStrategy', 'must be RollingUpdate or OnDelete'),
    ...templates.flatMap((template, index) => claimProblems(specOf(template), `spec.volumeClaimTemplates[${index}].spec`)),
  ]
}

const deployment: Check = (object) => [...workload(object), ...podProblems(templateSpec(object), 'spec.template.spec')]

const job: Check = (object) => [...restartProblems(object, ['OnFailure', 'Never']), ...podProblems(templateSpec(object), 'spec.template.spec')]

const claimProblems = (spec: JsonObject, path: string): readonly Problem[] => {
  const storage = objectOf(objectOf(spec['resources'])['requests'])['storage']
  return [
    ...unless(listOf(spec['accessModes']).length > 0, `${path}.accessModes`, 'needs at least one access mode'),
    ...unless(storage !== undefined, `${path}.resources[storage]`, 'is required'),
    ...unless(storage === undefined || compareQuantities(String(storage), '0') === 1, `${path}.resources[storage]`, 'must be a quantity above zero'),
  ]
}

const service: Check = (object) => {
  const { ports, type, clusterIP, externalName } = specOf(object)
  const needsPorts = clusterIP !== 'None' && type !== 'ExternalName'
  const list = listOf(ports).map(objectOf)
  const isPort = (port: JsonValue | undefined): boolean => typeof port === 'number' && port > 0 && port < 65536
  return [
    ...unless(!needsPorts || list.length > 0, 'spec.ports', 'is required'),
    ...unless(type !== 'ExternalName' || externalName !== undefined, 'spec.externalName', 'is required'),
    ...list.flatMap(({ name, port }, index) => [
      ...unless(list.length === 1 || name !== undefined, `spec.ports[${index}].name`, 'is required when there are several ports'),
      ...unless(name === undefined || list.findIndex((other) => other['name'] === name) === index, `spec.ports[${index}].name`, 'is there twice'),
      ...unless(isPort(port), `spec.ports[${index}].port`, 'must be between 1 and 65535'),
    ]),
  ]
}

/** The limit of a ConfigMap's and a Secret's data. */
const dataBytes = 1024 * 1024

const data: Check = (object) => {
  const entries = [...Object.entries(objectOf(object['data'])), ...Object.entries(objectOf(object['binaryData']))]
  const size = entries.reduce((sum, [, value]) => sum + Buffer.byteLength(String(value)), 0)
  return [
    ...entries.flatMap(([key, value]) => said(`data[${key}]`, configMapKeyProblem(key) ?? (typeof value === 'string' ? undefined : 'must be a text'))),
    ...unless(size <= dataBytes, 'data', `must be at most ${dataBytes} bytes`),
  ]
}

const autoscaler: Check = (object) => {
  const { minReplicas, maxReplicas, scaleTargetRef } = specOf(object)
  const [least, most] = [Number(minReplicas ?? 1), Number(maxReplicas ?? 0)]
  return [
    ...unless(most >= 1, 'spec.maxReplicas', 'must be 1 or more'),
    ...unless(least >= 1, 'spec.minReplicas', 'must be 1 or more'),
    ...unless(most >= least, 'spec.maxReplicas', 'must be at least minReplicas'),
    ...unless(objectOf(scaleTargetRef)['name'] !== undefined, 'spec.scaleTargetRef.name', 'is required'),
  ]
}

const checks: ReadonlyMap<string, Check> = new Map([
  ['apps/v1 StatefulSet', statefulSet],
  ['apps/v1 Deployment', deployment],
  ['apps/v1 ReplicaSet', deployment],
  ['batch/v1 Job', job],
  ['v1 Pod', (object) => podProblems(specOf(object), 'spec')],
  ['v1 PersistentVolumeClaim', (object) => claimProblems(specOf(object), 'spec')],
  ['v1 Service', service],
  ['v1 ConfigMap', data],
  ['v1 Secret', data],
  ['autoscaling/v2 HorizontalPodAutoscaler', autoscaler],
])
