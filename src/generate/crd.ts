import { sha256Hex } from '../kit/hash.ts'
import type { PrinterColumn, Resource, Validation } from '../kit/resource.ts'
import { list } from '../kit/structure.ts'
import type { JsonObject } from '../protocol/json.ts'
import { trusted } from '../protocol/trusted.ts'
import { pick } from './keywords.ts'
import { invalidAt } from './schema-place.ts'
import { structural } from './structural.ts'

/** Where a CRD says which schema it has, so that a cluster's CRD can be told from the one of this release. */
export const schemaHashAnnotation = 'kaspr.io/schema-hash'

export const partOf: Readonly<Record<string, string>> = { 'app.kubernetes.io/part-of': 'kaspr-hooks' }

/** Groups whose kinds `kubectl get <category>` lists together. */
const categories: Readonly<Record<string, readonly string[]>> = { 'kaspr.io': ['kaspr'] }

const age: PrinterColumn = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp',
  description: 'Time since the object was created.',
}

export const crdName = ({ plural, group }: Resource): string => `${plural}.${group}`

/** The CustomResourceDefinition of a resource. Throws DefinitionInvalid for what a CRD cannot say. */
export const crd = (resource: Resource): JsonObject => {
  const schema = rootSchema(resource)
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: crdName(resource), labels: partOf, annotations: { [schemaHashAnnotation]: schemaHash(schema) } },
    spec: {
      group: resource.group,
      names: names(resource),
      scope: resource.scope,
      versions: [{
        name: resource.version,
        served: true,
        storage: true,
        // Metacontroller refuses a parent without it.
        subresources: { status: {} },
        additionalPrinterColumns: columns(resource).map(columnFields),
        schema: { openAPIV3Schema: schema },
      }],
    },
  }
}

/** Twelve digits are enough to see that two schemas differ. */
export const schemaHash = (schema: JsonObject): string => sha256Hex(JSON.stringify(schema)).slice(0, 12)

/** Columns of `kubectl get`, Age last: a CRD with columns of its own loses the default one. */
export const columns = ({ kind, columns: own }: Resource): readonly PrinterColumn[] => {
  const wrong = own.find(({ name, jsonPath }) => name === age.name || !jsonPath.startsWith('.'))
  if (wrong !== undefined) throw invalidAt({ kind, path: `columns.${wrong.name}` }, 'Age is added by itself, and a path begins with a dot')
  return [...own, age]
}

const columnFields = ({ name, type, jsonPath, description, priority }: PrinterColumn): JsonObject => ({
  name,
  type,
  ...(description === undefined ? {} : { description }),
  jsonPath,
  ...(priority === undefined ? {} : { priority }),
})

const names = ({ group, kind, plural, singular, shortNames }: Resource): JsonObject => ({
  kind,
  listKind: `${kind}List`,
  plural,
  singular,
  ...(shortNames.length === 0 ? {} : { shortNames }),
  ...(categories[group] === undefined ? {} : { categories: categories[group] }),
})

/** Schema of the whole object; `metadata` may say no more than its type. */
export const rootSchema = (resource: Resource): JsonObject => {
  const { kind, description, validations = [] } = resource
  const spec: JsonObject = { description: `What is wanted of the ${kind}.`, ...structural(resource.spec, { kind, path: 'spec' }) }
  const status: JsonObject = { description: `What was observed of the ${kind}.`, ...structural(resource.status, { kind, path: 'status' }) }
  if (description.trim() === '') throw invalidAt({ kind, path: 'description' }, 'is empty')
  return {
    description,
    type: 'object',
    ...(validations.length === 0 ? {} : { 'x-kubernetes-validations': validations.map(ruleFields) }),
    ...(list(spec['required']).length === 0 ? {} : { required: ['spec'] }),
    properties: {
      apiVersion: { description: 'Group and version of the kind.', type: 'string' },
      kind: { description: 'Name of the kind.', type: 'string' },
      metadata: { type: 'object' },
      spec,
      status,
    },
  }
}

const ruleFields = (rule: Validation): JsonObject => pick(trusted<JsonObject>(rule), ['rule', 'message', 'fieldPath'])
