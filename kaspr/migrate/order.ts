import { described, metadataOf } from '../../src/engine/metadata.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import { resourcesOf } from '../../src/kit/resources.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import { CompositeRegistration, CustomResourceDefinition } from '../cluster/foreign-kinds.ts'
import { ofKind } from '../cluster/snapshot.ts'
import type { Snapshot } from '../cluster/snapshot.ts'
import { controllers } from '../controllers.ts'

// The order that verified.md 4 and 12 show: label, then definitions, then registrations.

const mapOf = (value: JsonValue | undefined): JsonObject => isObject(value) ? value : {}
const listOf = (value: JsonValue | undefined): readonly JsonObject[] => Array.isArray(value) ? value.filter(isObject) : []

/** Our registrations that are in the cluster. */
export const registrationsIn = (snapshot: Snapshot): readonly StoredObject[] =>
  ofKind(snapshot, CompositeRegistration).filter(({ metadata: { name } }) => controllers.some((controller) => controller.name === name))

/** Kinds whose definition is not ours yet: absent, or without the status subresource (V6). */
export const outdatedDefinitions = (snapshot: Snapshot): readonly string[] => {
  const definitions = new Map(ofKind(snapshot, CustomResourceDefinition).map((definition) => [definition.metadata.name, definition]))
  return resourcesOf(controllers).filter(({ plural, group, version }) => {
    const versions = listOf(mapOf(definitions.get(`${plural}.${group}`)?.['spec'])['versions'])
    return !versions.some(({ name, subresources }) => name === version && isObject(mapOf(subresources)['status']))
  }).map(({ plural, group }) => `${plural}.${group}`)
}

/** Registrations whose webhooks do not name a release: Metacontroller would not notice a new one. */
export const unmarkedRegistrations = (snapshot: Snapshot): readonly string[] => registrationsIn(snapshot).filter((registration) => {
  const hooks = Object.values(mapOf(mapOf(registration['spec'])['hooks'])).filter(isObject)
  return hooks.some(({ webhook }) => !/[?&]release=[^&]+/.test(String(mapOf(webhook)['path'] ?? mapOf(webhook)['url'] ?? '')))
}).map(described)

/** Registrations that are older than a definition: Metacontroller may never write a status for them (a 45th trap). */
export const registeredBeforeDefinitions = (snapshot: Snapshot): readonly StoredObject[] => {
  const times = new Map(ofKind(snapshot, CustomResourceDefinition).map((definition) => [definition.metadata.name, changedAt(definition)]))
  return registrationsIn(snapshot).filter((registration) => {
    const controller = controllers.find(({ name }) => name === registration.metadata.name)
    const definition = controller === undefined ? undefined : times.get(`${controller.parent.plural}.${controller.parent.group}`)
    return definition !== undefined && definition > changedAt(registration)
  })
}

/** Latest moment at which somebody wrote the spec, as far as it shows. */
const changedAt = (object: StoredObject): number => {
  const entries = listOf(metadataOf(object)['managedFields']).filter(({ fieldsV1 }) => Object.hasOwn(mapOf(fieldsV1), 'f:spec'))
  const times = [object.metadata.creationTimestamp, ...entries.map(({ time }) => time)].map((time) => Date.parse(String(time)))
  return Math.max(-Infinity, ...times.filter((time) => !Number.isNaN(time)))
}
