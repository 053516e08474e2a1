import { setTimeout as pause } from 'node:timers/promises'
import type { JsonValue } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import type { Api } from './api.ts'

// What stands in every cluster: nodes to run on, and a class of volumes.

const room = { cpu: '64', memory: '256Gi', 'ephemeral-storage': '1Ti', pods: '500' } as const

const node = (name: string): object => ({
  apiVersion: 'v1', kind: 'Node',
  metadata: {
    name, annotations: { 'kwok.x-k8s.io/node': 'fake' },
    labels: { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' },
  },
  status: { allocatable: room, capacity: room },
})

/** The one class whose claims kwok binds. */
export const storageClass = 'kwok-volume'

const classOfVolumes = {
  apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', provisioner: 'kwok.x-k8s.io/volume', reclaimPolicy: 'Delete',
  volumeBindingMode: 'Immediate', allowVolumeExpansion: true,
  metadata: { name: storageClass, annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
} as const

const nodes = ['node-1', 'node-2', 'node-3'] as const

/** Sets the furniture up; what is there already stays. */
export const furnish = async (api: Api): Promise<void> => {
  for (const name of nodes) await make(api, '/api/v1/nodes', node(name))
  await make(api, '/apis/storage.k8s.io/v1/storageclasses', classOfVolumes)
}

const make = async (api: Api, path: string, body: object): Promise<void> => {
  // Right after its start the server refuses a few times, until its own objects are there.
  for (let attempt = 0; ; attempt += 1) {
    const { status } = await api.call({ method: 'POST', path, body })
    if (status < 300 || status === 409) return
    if (attempt > 50) await api.expect({ method: 'POST', path, body })
    await pause(100)
  }
}

interface Conditioned { readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] } }

/** What is still missing before pods can run; empty when nothing is. */
export const missing = async (api: Api): Promise<string> => {
  const account = await api.call({ method: 'GET', path: '/api/v1/namespaces/default/serviceaccounts/default' })
  if (account.status !== 200) return 'the service account of namespace default'
  const { items } = trusted<{ items: readonly Conditioned[] }>(await api.expect({ method: 'GET', path: '/api/v1/nodes' }))
  const ready = items.filter(({ status }) => status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') === true)
  return ready.length < nodes.length ? 'ready nodes' : ''
}

/** Whether the API server takes requests. */
export const answers = async (api: Api): Promise<boolean> => {
  try {
    const { status, body }: { readonly status: number; readonly body: JsonValue } = await api.call({ method: 'GET', path: '/readyz' })
    return status === 200 && body === 'ok'
  } catch {
    return false
  }
}
