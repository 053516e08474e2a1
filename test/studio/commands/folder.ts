import { stringify } from 'yaml'
import { createHash } from 'node:crypto'
import { definition, sampleSchema, sampleSource, sampleSpec } from '../authoring/sample.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'

export const program = (spec: JsonObject = {}): JsonObject =>
  ({ apiVersion: 'studio.kaspr.io/v1alpha1', kind: 'HookProgram', metadata: { name: 'greeter' }, spec: { ...JSON.parse(JSON.stringify(sampleSpec)), ...spec } })

/** Files of the sample program. */
export const files = (more: Readonly<Record<string, string>> = {}): Record<string, string> =>
  ({ 'program.yaml': stringify(program()), 'crd.yaml': stringify(definition(sampleSchema)), 'program.ts': sampleSource, ...more })

/** A recorded call of the sample. */
export const recording: JsonObject = {
  hook: 'sync',
  now: '2026-01-01T00:00:00Z',
  request: {
    controller: {}, related: {}, finalizing: false, children: { 'ConfigMap.v1': {}, 'Deployment.apps/v1': {} },
    parent: { apiVersion: 'example.com/v1', kind: 'MyResource', metadata: { name: 'hello', namespace: 'n1', uid: 'u1', generation: 1 }, spec: { message: 'hi', replicas: 1 } },
  },
}

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex')
export const revision = (source: string): string => `greeter-${digest(source).slice(0, 12)}`
