import { hooksOf } from '../guard/invoke.ts'
import type { ChildRule, Controller, OptionalChildren } from '../kit/controller.ts'
import type { Kind } from '../kit/kind.ts'
import type { Resource } from '../kit/resource.ts'
import { list, properties } from '../kit/structure.ts'
import { isObject } from '../protocol/json.ts'
import type { JsonObject } from '../protocol/json.ts'
import { columns, rootSchema } from './crd.ts'
import { fieldRows } from './field-rows.ts'
import type { FieldRow } from './field-rows.ts'
import { hookPath } from '../kit/controller.ts'
import { code, page, prose, table } from './markdown.ts'
import { isKind } from '../kit/resources.ts'

/** Path of a resource's page, relative to docs/reference. */
export const resourcePagePath = ({ kind }: Resource): string => `${kind.toLowerCase()}.md`

/** The reference page of a resource, from the schema of its CRD and from the controllers that touch it. */
export const resourcePage = (resource: Resource, controllers: readonly Controller[]): string => {
  const root = rootSchema(resource)
  return page([
    `# ${resource.kind}`,
    prose(resource.description),
    facts(resource),
    '## Spec',
    specTable(fieldRows(part(root, 'spec'), '')),
    ...rules(root),
    '## Status',
    statusTable(fieldRows(part(root, 'status'), '')),
    conditionTypes(part(root, 'status')),
    '## Columns of `kubectl get`',
    columnTable(resource),
    ...controllers.filter(({ parent }) => isKind(parent, resource)).flatMap(controllerBlocks),
    usedBy(resource, controllers),
  ])
}

const part = (root: JsonObject, name: string): JsonObject => {
  const found = properties(root)[name]
  return isObject(found) ? found : {}
}

const facts = ({ apiVersion, kind, scope, plural, shortNames }: Resource): string => [
  `- API: ${code(apiVersion)}, kind ${code(kind)}`,
  `- Scope: ${scope === 'Cluster' ? 'the cluster' : 'a namespace'}`,
  `- Names for kubectl: ${[plural, ...shortNames].map(code).join(', ')}`,
].join('\n')

const columnTable = (resource: Resource): string => table(
  ['Column', 'Type', 'Path', 'Description'],
  columns(resource).map(({ name, type, jsonPath, description }) => [name, type, code(jsonPath), prose(description ?? '')]),
  '',
)

const specTable = (rows: readonly FieldRow[]): string => table(
  ['Path', 'Type', 'Required', 'Default', 'Rules', 'Description'],
  rows.map((row) => [code(row.path), row.type, row.required ? 'yes' : '', defaultText(row), row.rules.join('; '), prose(row.description)]),
  'The spec has no fields.',
)

const defaultText = ({ default: value }: FieldRow): string => value === undefined ? '' : code(JSON.stringify(value))

const statusTable = (rows: readonly FieldRow[]): string => table(
  ['Path', 'Type', 'Description'],
  rows.map(({ path, type, description }) => [code(path), type, prose(description)]),
  'The status has no declared fields.',
)

/** Types of conditions, where the schema lists them. */
const conditionTypes = (status: JsonObject): string | undefined => {
  const items = part({ properties: part(status, 'conditions') }, 'items')
  const types = list(part(items, 'type')['enum'])
  return types.length === 0 ? undefined : `Conditions: ${types.map((type) => code(String(type))).join(', ')}.`
}

/** CEL rules on the whole object and on its spec; those of single fields stand beside the fields. */
const rules = (root: JsonObject): readonly string[] => {
  const rows = [...ruleRows(root, 'the object'), ...ruleRows(part(root, 'spec'), '`spec`')]
  return rows.length === 0 ? [] : ['## Rules', table(['On', 'Rule in CEL', 'Message'], rows, '')]
}

const ruleRows = (node: JsonObject, on: string): readonly (readonly string[])[] =>
  list(node['x-kubernetes-validations']).filter(isObject)
    .map(({ rule, message }) => [on, code(String(rule)), prose(String(message ?? ''))])

/** What a controller does with its parent. */
export const controllerBlocks = (controller: Controller): readonly string[] => [
  `## Controller ${code(controller.name)}`,
  childTable(controller.children),
  ...(controller.optionalChildren ?? []).flatMap(optionalBlocks),
  controller.reads.length === 0 ? 'It reads nothing else.' : `It also reads: ${controller.reads.map(kindText).join(', ')}.`,
  `Hooks:\n\n${hooksOf(controller).map((hook) => `- ${code(`POST ${hookPath(controller, hook)}`)}`).join('\n')}`,
]

const childTable = (children: readonly ChildRule[]): string => table(
  ['Child', 'API', 'When it has to change'],
  children.map(({ kind, method }) => [kind.kind, code(kind.apiVersion), methods[method]]),
  'It has no children.',
)

/** What a setting adds; registration and rights have to know it. */
const optionalBlocks = ({ setting, value, children, binds = [] }: OptionalChildren): readonly string[] => {
  const given = `${setting}=${value}`
  return [
    `With ${code(given)} also the following; ${code(`generate --setting ${given}`)} writes the registration and the rights for it${binds.length === 0 ? '' : `, and ClusterRole ${binds.map(({ name }) => code(name)).join(', ')}, which is bound in single namespaces only`}.`,
    childTable(children),
  ]
}

const kindText = ({ kind, apiVersion }: Kind): string => `${kind} (${code(apiVersion)})`

const methods = {
  InPlace: '`InPlace`: updated where it is',
  Recreate: '`Recreate`: deleted and made again',
  OnDelete: '`OnDelete`: left as it was made',
} as const

const usedBy = (resource: Resource, controllers: readonly Controller[]): string | undefined => {
  const makers = controllers.filter(({ children }) => children.some(({ kind }) => isKind(kind, resource)))
  const readers = controllers.filter(({ reads }) => reads.some((kind) => isKind(kind, resource)))
  const lines = [...makers.map(({ name }) => `- made by ${code(name)}`), ...readers.map(({ name }) => `- read by ${code(name)}`)]
  return lines.length === 0 ? undefined : `## Used elsewhere\n\n${lines.join('\n')}`
}
