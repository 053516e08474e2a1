import type { HookBundleSpec } from '../../../hooks/program/hookbundle/resource.ts'
import { sha256Hex } from '../../../src/kit/hash.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import type { Candidate } from '../../../studio/gate/gate.ts'
import type { ProgramCall } from '../../../studio/traffic/traffic.ts'

// A small kind, its program and its recordings: what gate and preview are tried on.

export const now = '2026-05-04T03:02:01Z'

const conditions: JsonObject = {
  type: 'array',
  items: { type: 'object', properties: { type: { type: 'string' }, status: { type: 'string' }, reason: { type: 'string' }, lastTransitionTime: { type: 'string', format: 'date-time' } } },
}

/** CRD schema of a Letter. */
export const letterSchema: JsonObject = {
  type: 'object',
  properties: {
    apiVersion: { type: 'string' },
    kind: { type: 'string' },
    metadata: { type: 'object' },
    spec: {
      type: 'object',
      required: ['to'],
      properties: {
        to: { type: 'string', minLength: 1 },
        text: { type: 'string', maxLength: 1000 },
        copies: { type: 'integer', minimum: 1, maximum: 9, default: 1 },
        marks: { type: 'array', items: { type: 'string' } },
        stamp: { type: 'object', nullable: true, properties: { value: { type: 'integer' } } },
      },
    },
    status: { type: 'object', properties: { observedGeneration: { type: 'integer' }, state: { type: 'string' }, copies: { type: 'integer' }, seconds: { type: 'integer' }, conditions } },
  },
}

const limits = { timeoutMs: 1000, memoryMiB: 64, stackKiB: 512, inputKiB: 8192, outputKiB: 1024, children: 500 }

/** A bundle whose active code is this JavaScript. */
export const bundleOf = (code: string, given: Partial<HookBundleSpec['limits']> = {}): HookBundleSpec => {
  const digest = sha256Hex(code)
  return {
    program: 'letters',
    parent: { apiVersion: 'example.com/v1', resource: 'letters' },
    active: { revision: `letters-${digest.slice(0, 12)}`, digest, code, compiledDigest: digest },
    limits: { ...limits, ...given },
    forbid: ['hostPath'],
    serviceAccounts: ['default'],
  }
}

export const candidateOf = (code: string, given: Partial<Candidate> = {}): Candidate =>
  ({ bundle: bundleOf(code), finalize: code.includes('export const finalize'), schemas: new Map([['Letter.example.com/v1', letterSchema]]), ...given })

export const letter = (name: string, given: JsonObject = {}): JsonObject => ({
  apiVersion: 'example.com/v1',
  kind: 'Letter',
  metadata: { name, namespace: 'demo', uid: `uid-${name}`, generation: 1, resourceVersion: '7', creationTimestamp: now, labels: { team: 'post', app: name } },
  spec: { to: 'Ada', text: 'hello', copies: 2, marks: ['red', 'blue'], stamp: { value: 3 } },
  ...given,
})

const groups = { 'ConfigMap.v1': {}, 'StatefulSet.apps/v1': {}, 'Deployment.apps/v1': {}, 'Service.v1': {} }

/** Rules of the registration: Services are made anew, Deployments left alone. */
const childResources = [
  { apiVersion: 'v1', resource: 'configmaps', updateStrategy: { method: 'InPlace' } },
  { apiVersion: 'apps/v1', resource: 'statefulsets', updateStrategy: { method: 'InPlace' } },
  { apiVersion: 'apps/v1', resource: 'deployments', updateStrategy: { method: 'OnDelete' } },
  { apiVersion: 'v1', resource: 'services', updateStrategy: { method: 'Recreate' } },
]

/** A recording of the first sync of a parent. */
export const callOf = (parent: JsonObject, given: Partial<ProgramCall> & { readonly children?: JsonObject; readonly related?: JsonObject } = {}): ProgramCall => {
  const { children = {}, related = {}, ...rest } = given
  const metadata = { name: 'a', uid: 'u', ...(typeof parent['metadata'] === 'object' ? parent['metadata'] : {}) }
  return {
    id: `r-${metadata.name}`,
    program: 'letters',
    hook: 'sync',
    revision: 'letters-0',
    canary: false,
    now,
    parent: { kind: 'Letter', namespace: 'demo', name: metadata.name, uid: metadata.uid },
    request: {
      controller: { apiVersion: 'metacontroller.k8s.io/v1alpha1', kind: 'CompositeController', metadata: { name: 'studio-letters' }, spec: { childResources } },
      parent,
      children: { ...groups, ...children },
      related,
      finalizing: false,
    },
    outcome: 'ok',
    milliseconds: 1,
    memoryBytes: 100_000,
    ...rest,
  }
}

export const calls = (...names: readonly string[]): readonly ProgramCall[] => names.map((name) => callOf(letter(name)))

/** JavaScript of a StatefulSet with this image. */
export const statefulSet = (image: string, more = ''): string => `{
  apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: parent.metadata.name },
  spec: {
    replicas: 2, serviceName: 'post', selector: { matchLabels: { app: 'post' } }, ${more}
    template: { metadata: { labels: { app: 'post' } }, spec: { containers: [{ name: 'clerk', image: '${image}' }] } },
  },
}`

export const configMap = (name = 'parent.metadata.name', text = "parent.spec.text ?? ''"): string =>
  `{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: ${name} }, data: { to: parent.spec.to, text: ${text} } }`

/** A program from the expressions of its children and of its status. */
export const program = ({ children = configMap(), status = "{ state: 'Ready' }", rest = '', before = '' }: { readonly children?: string; readonly status?: string; readonly rest?: string; readonly before?: string } = {}): string => `
const answer = (request, ctx) => {
  const { parent, children } = request
  ${before}
  return { status: ${status}, children: [${children}], ${rest} }
}
export const sync = answer
`
