import t from 'tap'
import { refusal } from '../../src/engine/api-defaults/immutable-fields.ts'
import { created, replaced, shaped } from '../../src/engine/api-defaults/stored-object.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'

// Every expectation was read from an API server 1.36.3.

const write = { now: '2026-11-21T00:00:00Z', resourceVersion: '7', uid: 'u' }
const later = { now: '2026-11-21T01:00:00Z', resourceVersion: '8', uid: 'other' }

const field = (value: JsonValue | undefined, ...path: readonly (string | number)[]): JsonValue | undefined =>
  path.reduce<JsonValue | undefined>((at, key) => Array.isArray(at) ? at[Number(key)] : isObject(at) ? at[String(key)] : undefined, value)

const statefulSet = (spec: JsonObject, pod: JsonObject = {}, container: JsonObject = {}): JsonObject => ({
  apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'p', namespace: 'n' },
  spec: { selector: { matchLabels: { a: 'b' } }, serviceName: 'p', template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i', ...container }], ...pod } }, ...spec },
})
const podOf = (object: JsonObject): JsonValue | undefined => field(shaped(object), 'spec', 'template', 'spec')
const containerOf = (container: JsonObject): JsonValue | undefined => field(podOf(statefulSet({}, {}, container)), 'containers', 0)

t.test('a StatefulSet with nothing but what it needs', async (t) => {
  t.strictSame(created(statefulSet({}), write), {
    apiVersion: 'apps/v1', kind: 'StatefulSet',
    metadata: {
      name: 'p', namespace: 'n', uid: 'u', resourceVersion: '7', generation: 1, creationTimestamp: write.now,
      managedFields: [{ manager: 'metacontroller', operation: 'Update', apiVersion: 'apps/v1', time: write.now, fieldsType: 'FieldsV1', fieldsV1: {} }],
    },
    spec: {
      replicas: 1, selector: { matchLabels: { a: 'b' } }, serviceName: 'p', podManagementPolicy: 'OrderedReady', revisionHistoryLimit: 10,
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } }, persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      template: { metadata: { labels: { a: 'b' } }, spec: {
        containers: [{ name: 'c', image: 'i', resources: {}, terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File', imagePullPolicy: 'Always' }],
        restartPolicy: 'Always', terminationGracePeriodSeconds: 30, dnsPolicy: 'ClusterFirst', securityContext: {}, schedulerName: 'default-scheduler',
      } },
    },
    status: { availableReplicas: 0, replicas: 0 },
  })
})

t.test('a strategy that names its type gets no partition', async (t) => {
  t.strictSame(field(shaped(statefulSet({ updateStrategy: { type: 'RollingUpdate' } })), 'spec', 'updateStrategy'), { type: 'RollingUpdate' })
})

t.test('claim templates become whole claims; no default class', async (t) => {
  const given = { metadata: { name: 'd', creationTimestamp: null, labels: {} }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1.5Gi' } } }, status: {} }
  t.strictSame(field(shaped(statefulSet({ volumeClaimTemplates: [given] })), 'spec', 'volumeClaimTemplates'), [{
    kind: 'PersistentVolumeClaim', apiVersion: 'v1', metadata: { name: 'd' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1536Mi' } }, volumeMode: 'Filesystem' }, status: { phase: 'Pending' },
  }])
})

t.test('amounts are canonical, and have no finer grain than a thousandth', async (t) => {
  t.strictSame(field(containerOf({ resources: { requests: { cpu: '100u', memory: '0.5' } } }), 'resources'), { requests: { cpu: '1m', memory: '500m' } })
  t.strictSame(field(containerOf({ resources: { limits: { cpu: 1.5, memory: '1024Mi', 'ephemeral-storage': '1e3' } } }), 'resources', 'limits'), { cpu: '1500m', memory: '1Gi', 'ephemeral-storage': '1e3' })
})

t.test('probes, ports and variables', async (t) => {
  t.match(containerOf({
    livenessProbe: { httpGet: { path: '', port: 80 }, initialDelaySeconds: 0, timeoutSeconds: 0 }, ports: [{ containerPort: 1 }],
    env: [{ name: 'A', value: '' }, { name: 'B', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
  }), {
    livenessProbe: { httpGet: { path: '/', port: 80, scheme: 'HTTP' }, initialDelaySeconds: undefined, timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 },
    ports: [{ containerPort: 1, protocol: 'TCP' }],
    env: [{ name: 'A', value: undefined }, { name: 'B', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } }],
  })
})

t.test('only the tag `latest` is pulled every time', async (t) => {
  const policy = (image: string): JsonValue | undefined => field(containerOf({ image }), 'imagePullPolicy')
  const digest = `@sha256:${'a'.repeat(64)}`
  for (const image of ['a', 'a:latest', 'r:5000/x', 'r.io/x/y', 'A-b/x', `a:latest${digest}`]) t.equal(policy(image), 'Always', image)
  for (const image of ['a:1', 'A-b', `a${digest}`, 'x y', 'a:', 'a/b:LATEST']) t.equal(policy(image), 'IfNotPresent', image)
})

t.test('volumes', async (t) => {
  const volumes = [
    { name: 'a' }, { name: 'b', emptyDir: { medium: '', sizeLimit: '1024Mi' } }, { name: 'c', secret: { secretName: 's' } }, { name: 'd', configMap: { name: 's', items: [{ key: 'a', path: 'b', mode: 0 }], defaultMode: 0, optional: false } },
    { name: 'e', persistentVolumeClaim: { claimName: 'x', readOnly: false } }, { name: 'f', csi: { driver: 'd', readOnly: false, fsType: '', volumeAttributes: {} } }, { name: 'g', emptyDir: { sizeLimit: '100u' } },
  ]
  t.strictSame(field(podOf(statefulSet({}, { volumes })), 'volumes'), [
    { name: 'a', emptyDir: {} }, { name: 'b', emptyDir: { sizeLimit: '1Gi' } }, { name: 'c', secret: { secretName: 's', defaultMode: 420 } }, { name: 'd', configMap: { name: 's', items: [{ key: 'a', path: 'b', mode: 0 }], defaultMode: 0, optional: false } },
    { name: 'e', persistentVolumeClaim: { claimName: 'x' } }, { name: 'f', csi: { driver: 'd', readOnly: false, fsType: '' } }, { name: 'g', emptyDir: { sizeLimit: '100u' } },
  ])
})

t.test('zero values stay behind pointers and go elsewhere', async (t) => {
  const pod = {
    securityContext: { runAsUser: 0, runAsNonRoot: false, supplementalGroups: [], seLinuxOptions: {} }, terminationGracePeriodSeconds: 0, priorityClassName: '', nodeSelector: {}, serviceAccountName: 'sa', hostNetwork: false,
    tolerations: [{ key: 'a', operator: 'Exists' }, { tolerationSeconds: 0, operator: 'Exists', effect: 'NoExecute' }, { key: 'z', value: '', effect: '' }],
    affinity: { nodeAffinity: {}, podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: { topologyKey: 'z', labelSelector: {}, namespaces: [] } }] } },
  }
  const stored = podOf(statefulSet({}, pod))
  t.strictSame(field(stored, 'securityContext'), { runAsUser: 0, runAsNonRoot: false, seLinuxOptions: {} })
  t.strictSame(field(stored, 'tolerations'), [{ key: 'a', operator: 'Exists' }, { operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 0 }, { key: 'z' }])
  t.strictSame(field(stored, 'affinity'), { nodeAffinity: {}, podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: { labelSelector: {}, topologyKey: 'z' } }] } })
  t.match(stored, { terminationGracePeriodSeconds: 0, serviceAccount: 'sa', priorityClassName: undefined, nodeSelector: undefined, hostNetwork: undefined })
})

const service = (spec: JsonObject): JsonObject => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'p', namespace: 'n', annotations: {} }, spec })

t.test('a Service gets its addresses once and for all', async (t) => {
  const stored = created(service({ clusterIP: 'None', ports: [{ port: 80, name: '' }], selector: { a: '' } }), write)
  t.strictSame(stored['spec'], {
    clusterIP: 'None', clusterIPs: ['None'], internalTrafficPolicy: 'Cluster', ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack', type: 'ClusterIP', sessionAffinity: 'None',
    ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }], selector: { a: '' },
  })
  t.strictSame(field(stored, 'metadata', 'annotations'), undefined)
  const given = created(service({ ports: [{ port: 80 }] }), write)
  t.equal(replaced(given, service({ ports: [{ port: 80 }] }), later), given, 'leaving the address out keeps it')
  t.match(refusal(given, service({ clusterIP: '10.0.0.77', clusterIPs: ['10.0.0.77'], ports: [{ port: 80 }] })), 'clusterIP')
})

const claim = (size: string, more: JsonObject = {}): JsonObject =>
  ({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'p', namespace: 'n' }, spec: { accessModes: ['ReadWriteMany'], resources: { requests: { storage: size } }, ...more } })

t.test('admission gives claims a class and a finalizer, unless they name a class, even the empty one', async (t) => {
  t.match(created(claim('0.5Gi'), write), { metadata: { finalizers: ['kubernetes.io/pvc-protection'] }, spec: { storageClassName: 'standard', volumeMode: 'Filesystem', resources: { requests: { storage: '512Mi' } } }, status: { phase: 'Pending' } })
  t.equal(field(created(claim('1Gi', { storageClassName: '' }), write), 'spec', 'storageClassName'), '')
})

t.test('what cannot change is refused', async (t) => {
  const pending = created(claim('1Gi'), write)
  t.match(refusal(pending, claim('2Gi', { storageClassName: 'standard' })), 'immutable', 'a claim without a volume cannot grow')
  const bound = { ...pending, status: { phase: 'Bound', capacity: { storage: '1Gi' } } }
  t.equal(refusal(bound, claim('2Gi', { storageClassName: 'standard' })), undefined)
  t.type(refusal(bound, claim('512Mi', { storageClassName: 'standard' })), 'string')
  const set = created(statefulSet({}), write)
  t.equal(refusal(set, statefulSet({ replicas: 3, minReadySeconds: 1, revisionHistoryLimit: 3 })), undefined)
  for (const change of [{ serviceName: 'q' }, { podManagementPolicy: 'Parallel' }]) t.match(refusal(set, statefulSet(change)), 'immutable')
})

t.test('the generation counts changes of the spec alone; an equal object is not written', async (t) => {
  const set = created(statefulSet({}), write)
  t.equal(replaced(set, set, later), set)
  t.match(replaced(set, statefulSet({ replicas: 3 }), later), { metadata: { generation: 2, resourceVersion: '8', uid: 'u', creationTimestamp: write.now }, status: { replicas: 0 } })
  t.match(replaced(set, { ...statefulSet({}), metadata: { name: 'p', namespace: 'n', labels: { a: 'b' } } }, later), { metadata: { generation: 1, resourceVersion: '8' } })
})

t.test('an autoscaler with one rule for behaviour gets all of them', async (t) => {
  const scaler = (spec: JsonObject): JsonObject => ({ apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'p' }, spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'p' }, ...spec } })
  t.match(shaped(scaler({})), { spec: { minReplicas: 1, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }], behavior: undefined } })
  t.strictSame(field(shaped(scaler({ behavior: { scaleUp: { policies: [{ type: 'Pods', value: 1, periodSeconds: 1 }] } } })), 'spec', 'behavior'), {
    scaleUp: { stabilizationWindowSeconds: 0, selectPolicy: 'Max', policies: [{ type: 'Pods', value: 1, periodSeconds: 1 }] },
    scaleDown: { selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] },
  })
})
