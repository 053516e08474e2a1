import { KasprMemberSet } from '../../hooks/kaspr/kasprmemberset/resource.ts'
import { selectorLabels } from '../../hooks/kaspr/labels.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { managedFields } from '../fixture/managed-fields.ts'

const namespace = 'bench'
const time = '2026-01-01T00:00:00Z'

const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }], containerStatuses: [{ name: 'kaspr', ready: true, state: { running: { startedAt: time } } }] }

/** A pod of the size that they have: 60 variables, and who set which of them. */
const pod = (name: string, labels: Readonly<Record<string, string>>): StoredObject => {
  const spec = { nodeName: 'node', containers: [{ name: 'kaspr', image: 'example.com/kaspr:1', env: Array.from({ length: 60 }, (_, index) => ({ name: `VARIABLE_${index}`, value: `value ${index}` })) }] }
  const managers = [managedFields('v1', { manager: 'kube-controller-manager', operation: 'Update', fields: { spec }, lists: 'named' })]
  return trusted<StoredObject>({
    apiVersion: 'v1', kind: 'Pod', spec, status,
    metadata: { name, namespace, uid: `pod-${name}`, resourceVersion: '1', creationTimestamp: time, labels, managedFields: managers },
  })
}

const claim = (app: string, id: number): StoredObject => trusted<StoredObject>({
  apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: `data-${app}-app-${id}`, namespace, uid: `claim-${app}-${id}`, resourceVersion: '1' },
  spec: { resources: { requests: { storage: '1Gi' } } }, status: { phase: 'Bound', capacity: { storage: '1Gi' } },
})

const memberSet = (app: string, port: number): StoredObject => trusted<StoredObject>({
  apiVersion: KasprMemberSet.apiVersion, kind: KasprMemberSet.kind, metadata: { name: `${app}-app`, namespace, uid: `set-${app}`, resourceVersion: '1', generation: 1 },
  spec: {
    selector: { matchLabels: selectorLabels(app) },
    statefulSet: `${app}-app`, port, paths: { status: '/status/', rebalance: '/signal/rebalance' },
    polling: { enabled: true, periodSeconds: 10, timeoutSeconds: 10, heartbeatSeconds: 60 }, claims: { prefix: `data-${app}-app-` },
  },
})

/** An app whose members answer at a port. */
export const appObjects = (app: string, port: number, members: number): readonly StoredObject[] => {
  const ids = Array.from({ length: members }, (_, id) => id)
  return [...ids.flatMap((id) => [pod(`${app}-app-${id}`, selectorLabels(app)), claim(app, id)]), memberSet(app, port)]
}

/** Pods of somebody else's StatefulSets. */
export const foreignPods = (count: number): readonly StoredObject[] =>
  Array.from({ length: count }, (_, index) => pod(`other-${Math.floor(index / 10)}-${index % 10}`, { app: `other-${Math.floor(index / 10)}` }))
