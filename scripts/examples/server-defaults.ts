import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import { created } from './identity.ts'

type Fill = (field: JsonValue) => JsonValue

const over = (defaults: JsonObject): Fill => (field) => isObject(field) ? { ...defaults, ...field } : field
const each = (fill: Fill): Fill => (field) => Array.isArray(field) ? field.map(fill) : field

/** Defaults by the name of the field that holds the object; enough for the objects of the quickstart. */
const fillers: Readonly<Record<string, Fill>> = {
  configMap: over({ defaultMode: 420 }),
  fieldRef: over({ apiVersion: 'v1' }),
  ports: each(over({ protocol: 'TCP' })),
  containers: each(over({ resources: {}, terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File' })),
}

const filled = (value: JsonValue): JsonValue => {
  if (Array.isArray(value)) return value.map(filled)
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, (fillers[key] ?? ((same) => same))(filled(field))]))
}

const podDefaults = { dnsPolicy: 'ClusterFirst', restartPolicy: 'Always', schedulerName: 'default-scheduler', securityContext: {}, terminationGracePeriodSeconds: 30 }

const podSpec: Fill = (spec) => isObject(spec) ? { ...podDefaults, ...spec, serviceAccount: spec['serviceAccountName'] ?? 'default' } : spec

const specs: Readonly<Record<string, Fill>> = {
  StatefulSet: (spec) => isObject(spec) && isObject(spec['template'])
    ? { revisionHistoryLimit: 10, ...spec, template: { ...spec['template'], spec: podSpec(spec['template']['spec'] ?? {}) } } : spec,
  Service: over({ internalTrafficPolicy: 'Cluster', sessionAffinity: 'None', type: 'ClusterIP' }),
}

/** A child with the defaults that the API server fills in. They count as set by whoever wrote the object. */
export const withServerDefaults = (child: JsonObject): JsonObject => {
  const { spec, ...body } = child
  return spec === undefined ? body : { ...body, spec: (specs[String(child['kind'])] ?? ((same) => same))(filled(spec)) }
}

/** Fields that the API server chooses; they belong to nobody. */
export const allocated = (child: JsonObject): JsonObject => {
  if (child['kind'] !== 'Service' || !isObject(child['spec'])) return {}
  const clusterIP = child['spec']['clusterIP'] ?? '10.96.0.20'
  return { clusterIP, clusterIPs: [clusterIP], ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' }
}

const scaling = (type: string, reason: string, message: string): JsonObject =>
  ({ type, status: type === 'ScalingLimited' ? 'False' : 'True', reason, message, lastTransitionTime: created })

/** What the controllers of Kubernetes say about a child that is at rest with one member. Nobody owns the status of a Service. */
export const statusOf = (child: JsonObject, name: string): JsonObject | undefined => {
  const revision = `${name}-6c9cdb5c6b`
  switch (child['kind']) {
    case 'StatefulSet': return {
      availableReplicas: 1, collisionCount: 0, currentReplicas: 1, currentRevision: revision, observedGeneration: 1,
      readyReplicas: 1, replicas: 1, updateRevision: revision, updatedReplicas: 1,
    }
    case 'HorizontalPodAutoscaler': return {
      conditions: [
        scaling('AbleToScale', 'ReadyForNewScale', 'recommended size matches current size'),
        scaling('ScalingActive', 'ValidMetricFound', 'the HPA was able to successfully calculate a replica count from memory resource'),
        scaling('ScalingLimited', 'DesiredWithinRange', 'the desired count is within the acceptable range'),
      ],
      currentMetrics: [{ type: 'Resource', resource: { name: 'memory', current: { averageValue: '201326592' } } }],
      currentReplicas: 1,
      desiredReplicas: 1,
    }
    case 'Service': return { loadBalancer: {} }
    default: return undefined
  }
}
