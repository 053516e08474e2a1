import type { HookProgramSpec } from '../../../hooks/program/hookprogram/resource.ts'
import type { Typed } from '../../../studio/authoring/authoring.ts'
import { typesOf } from '../../../studio/authoring/declarations/types-of.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'

/** A CRD with this schema of its spec and its status. */
export const definition = (spec: JsonObject, status: JsonObject = { type: 'object', properties: { ready: { type: 'boolean' } } }): JsonObject => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'myresources.example.com' },
  spec: {
    group: 'example.com', scope: 'Namespaced', names: { kind: 'MyResource', plural: 'myresources', singular: 'myresource', listKind: 'MyResourceList' },
    versions: [{
      name: 'v1', served: true, storage: true, subresources: { status: {} },
      schema: { openAPIV3Schema: { type: 'object', required: ['spec'], properties: { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' }, spec, status } } },
    }],
  },
})

/** The sample of the editor that came before: a message and a number of replicas. */
export const sampleSchema: JsonObject = {
  type: 'object',
  required: ['message'],
  properties: { message: { type: 'string', description: 'What is said.' }, replicas: { type: 'integer', default: 1, description: 'How often.' }, color: { type: 'string', enum: ['red', 'green'] } },
}

export const sampleSpec: HookProgramSpec = {
  parent: { apiVersion: 'example.com/v1', resource: 'myresources' },
  children: [{ apiVersion: 'v1', resource: 'configmaps' }, { apiVersion: 'apps/v1', resource: 'deployments' }],
}

/** A program over parents with this schema. */
export const typed = (schema: JsonObject = sampleSchema, spec: HookProgramSpec = sampleSpec): Typed =>
  ({ spec, definitions: new Map([['myresources.example.com', definition(schema)]]) })

export const sampleTypes = typesOf(typed()).text

/** The sample as a program: a ConfigMap for each parent, and a status that says what is so. */
export const sampleSource = `import { labels, name } from '@studio/k8s'
import type { Sync } from '@studio/k8s'

export const sync: Sync = ({ parent, children }, ctx) => {
  const { message, replicas } = parent.spec
  const own = name(parent.metadata.name, 'message')
  const observed = children['ConfigMap.v1'][\`\${parent.metadata.namespace}/\${own}\`]
  ctx.log.info('message', message)
  return {
    children: [{
      apiVersion: 'v1', kind: 'ConfigMap',
      metadata: { name: own, labels: labels(parent.metadata.name) },
      data: { message, replicas: String(replicas) },
    }],
    status: { ready: observed?.data?.['message'] === message },
  }
}
`
