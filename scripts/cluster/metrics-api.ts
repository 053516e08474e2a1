import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { Server } from 'node:https'
import { join } from 'node:path'
import { trusted } from '../../src/protocol/trusted.ts'
import type { Api } from './api.ts'
import type { Layout } from './layout.ts'

// The resource metrics API, so that autoscalers scale: every container of every pod that is not over uses the same.

const group = '/apis/metrics.k8s.io/v1beta1'
const usage = { cpu: '20m', memory: '300Mi' } as const

const resources = {
  kind: 'APIResourceList', apiVersion: 'v1', groupVersion: 'metrics.k8s.io/v1beta1',
  resources: [{ name: 'pods', singularName: '', namespaced: true, kind: 'PodMetrics', verbs: ['get', 'list'] }],
} as const

interface Pod {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly labels?: object }
  readonly spec: { readonly containers: readonly { readonly name: string }[] }
  readonly status: { readonly phase: string }
}

const metricsOf = ({ metadata: { name, namespace, labels = {} }, spec }: Pod): object => {
  const timestamp = new Date().toISOString()
  return { metadata: { name, namespace, labels, creationTimestamp: timestamp }, timestamp, window: '10s', containers: spec.containers.map((container) => ({ name: container.name, usage })) }
}

const podMetrics = async (api: Api, path: string): Promise<object> => {
  const { items } = trusted<{ items: readonly Pod[] }>(await api.expect({ method: 'GET', path: path.replace(group, '/api/v1') }))
  return { kind: 'PodMetricsList', apiVersion: 'metrics.k8s.io/v1beta1', metadata: {}, items: items.filter(({ status }) => status.phase === 'Running').map(metricsOf) }
}

const answer = async (api: Api, path: string): Promise<object> =>
  /^[^?]*\/namespaces\/[^/?]+\/pods(\?|$)/.test(path) ? podMetrics(api, path) : resources

/** Serves the metrics of the pods that an API server knows, on a port of 127.0.0.1. */
export const serveMetrics = ({ folder }: Layout, api: Api, port: number): Server => {
  const [cert, key] = ['crt', 'key'].map((extension) => readFileSync(join(folder, 'certificates', `apiserver.${extension}`)))
  const server = createServer({ cert, key }, (request, response) => {
    const write = (status: number, body: object): void => { response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)) }
    answer(api, request.url ?? '').then((body) => { write(200, body) }, () => { write(503, {}) })
  })
  return server.listen(port, '127.0.0.1')
}

const service = (port: number): object => ({
  apiVersion: 'v1', kind: 'Service', metadata: { name: 'metrics', namespace: 'kube-system' },
  spec: { type: 'ExternalName', externalName: 'localhost', ports: [{ port }] },
})

const registration = (port: number): object => ({
  apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', metadata: { name: 'v1beta1.metrics.k8s.io' },
  spec: {
    group: 'metrics.k8s.io', version: 'v1beta1', groupPriorityMinimum: 100, versionPriority: 100, insecureSkipTLSVerify: true,
    service: { name: 'metrics', namespace: 'kube-system', port },
  },
})

/** Tells the API server where its metrics are. */
export const registerMetrics = async (api: Api, port: number): Promise<void> => {
  await api.call({ method: 'POST', path: '/api/v1/namespaces/kube-system/services', body: service(port) })
  await api.call({ method: 'POST', path: '/apis/apiregistration.k8s.io/v1/apiservices', body: registration(port) })
}

/** Whether the API server has found them. */
export const hasMetrics = async (api: Api): Promise<boolean> => {
  const { status } = await api.call({ method: 'GET', path: `${group}/namespaces/default/pods` })
  return status === 200
}
