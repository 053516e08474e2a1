import { storageClass } from '../../../scripts/cluster/furniture.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'

// The custom resources that the scenarios play with.

const of = (kind: string, metadata: JsonObject, spec: JsonObject): JsonObject => ({ apiVersion: 'kaspr.io/v1alpha1', kind, metadata, spec })

export const app = (name: string, spec: JsonObject = {}): JsonObject => of('KasprApp', { name }, {
  replicas: 2, bootstrapServers: 'kafka:9092', authentication: { type: 'plain' }, resources: { limits: { memory: '1Gi' } },
  storage: { type: 'persistent-claim', class: storageClass, size: '1Gi', deleteClaim: true },
  ...spec,
})

const processors = (step: string): JsonObject => ({ pipeline: ['work'], operations: [{ name: 'work', map: { entrypoint: 'work', python: `def work(value):\n    return ${step}\n` } }] })

/** A component that belongs to an app. */
const part = (kind: string, name: string, { of: owner, spec }: { readonly of: string; readonly spec: JsonObject }): JsonObject =>
  of(kind, { name, labels: { 'kaspr.io/app': owner } }, spec)

export const agent = (name: string, owner: string, step = 'value'): JsonObject =>
  part('KasprAgent', name, { of: owner, spec: { description: 'works', input: { topic: { name: 'rides' } }, processors: processors(step) } })

export const table = (name: string, owner: string): JsonObject =>
  part('KasprTable', name, { of: owner, spec: { name, description: 'remembers', keySerializer: 'json', valueSerializer: 'json', partitions: 2 } })

export const task = (name: string, owner: string): JsonObject =>
  part('KasprTask', name, { of: owner, spec: { name, description: 'ticks', schedule: { interval: '30s' }, processors: processors('1') } })

export const webview = (name: string, owner: string): JsonObject => part('KasprWebView', name, {
  of: owner,
  spec: {
    name, description: 'shows', request: { method: 'GET', path: `/${name}` },
    response: { contentType: 'application/json', statusCode: 200 },
    processors: processors('{}'),
  },
})

export const join = (name: string, owner: string, [leftTable, rightTable]: readonly [string, string]): JsonObject => part('KasprJoin', name, {
  of: owner,
  spec: { description: 'meets', leftTable, rightTable, type: 'inner', extractor: { entrypoint: 'key_of', python: 'def key_of(value):\n    return value["key"]\n' }, outputChannel: `${name}-pairs` },
})

/** Packages that the members share through a claim. */
export const packages: JsonObject = {
  packages: ['requests==2.32.3'],
  cache: { enabled: true, type: 'pvc', storageClass, size: '1Gi', accessMode: 'ReadWriteMany', deleteClaim: true },
}
