import { registration } from '../../src/generate/registration.ts'
import type { CompositeController } from '../../src/kit/controller.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import { created, uidOf } from './identity.ts'
import { managedFields } from './managed-fields.ts'
import { sorted } from './sorted.ts'
import { kubectlAnnotation } from './stored.ts'

/** Any release: the example requests stay the same from one to the next. */
const release = '1.0.0'

/** The CompositeController object that Metacontroller repeats in every request. Its fields come in the order of its Go type. */
export const registered = (controller: CompositeController): JsonObject => {
  const { apiVersion = '', kind = '', metadata, spec = {} } = registration(controller, release)
  const { name = '', labels = {} } = isObject(metadata) ? metadata : {}
  const annotations = { [kubectlAnnotation]: `${JSON.stringify(sorted({ apiVersion, kind, metadata: { annotations: {}, labels, name }, spec }))}\n` }
  return {
    kind,
    apiVersion,
    metadata: {
      name,
      uid: uidOf(`${String(kind)}/${String(name)}`),
      resourceVersion: '17001',
      generation: 1,
      creationTimestamp: created,
      labels,
      annotations,
      managedFields: [goOrder(managerOrder, managedFields(String(apiVersion), { manager: 'kubectl-client-side-apply', fields: { metadata: { annotations, labels }, spec }, time: created }))],
    },
    spec: specInOrder(spec),
    status: {},
  }
}

const managerOrder = ['manager', 'operation', 'apiVersion', 'time', 'fieldsType', 'fieldsV1']
const webhookOrder = ['url', 'timeout', 'etag', 'path', 'service', 'responseUnMarshallMode']

const goOrder = (order: readonly string[], value: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b)))

const specInOrder = (spec: JsonValue): JsonValue => {
  if (!isObject(spec)) return spec
  const { parentResource = {}, childResources = [], hooks = {}, generateSelector = false } = spec
  return { parentResource, childResources: Array.isArray(childResources) ? childResources.map(withChecks) : childResources, hooks: hooksInOrder(hooks), generateSelector }
}

/** Metacontroller's Go type writes these even when nobody set them. */
const withChecks = (child: JsonValue): JsonValue =>
  isObject(child) && isObject(child['updateStrategy']) ? { ...child, updateStrategy: { ...child['updateStrategy'], statusChecks: {} } } : child

const hooksInOrder = (hooks: JsonValue): JsonValue => isObject(hooks)
  ? Object.fromEntries(Object.entries(hooks).toSorted(([a], [b]) => a < b ? -1 : 1).map(([name, hook]) => [name, webhookInOrder(hook)])) : hooks

const webhookInOrder = (hook: JsonValue): JsonValue =>
  isObject(hook) && isObject(hook['webhook']) ? { ...hook, webhook: goOrder(webhookOrder, hook['webhook']) } : hook
