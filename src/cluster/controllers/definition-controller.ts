import { isDeleting } from '../../engine/metadata.ts'
import type { StoredObject } from '../../engine/object-store.ts'
import { timestamp } from '../../kit/timestamp.ts'
import type { JsonObject } from '../../protocol/json.ts'
import { objectOf, specOf, statusOf } from '../json-fields.ts'
import { definitions } from '../kinds.ts'
import { inBackground } from '../server/api-server.ts'
import { definedBy } from '../server/definition.ts'
import type { Controller } from './controller.ts'
import type { ControllerParts } from './controller-parts.ts'

/** Says of CRDs that what they define is served, and lets nobody delete one before its objects are gone. Its keys are names of CRDs. */
export const definitionController = ({ server, work }: ControllerParts): Controller => {
  const api = server.as('apiextensions-apiserver')
  const { table } = server.parts
  const objectsOf = (definition: StoredObject): readonly StoredObject[] => table.list(definedBy(definition).kind)
  return {
    name: 'CustomResourceDefinition',
    watches: [[definitions, ({ object }) => [object.metadata.name]]],
    keys: () => table.list(definitions).map(({ metadata: { name } }) => name),
    reconcile: (name) => {
      const definition = table.find(definitions, name)
      if (definition === undefined) return undefined
      if (!isDeleting(definition)) {
        if (statusOf(definition)['conditions'] === undefined) api.setStatus(definition, established(definition, timestamp(work.now())))
        return undefined
      }
      const left = objectsOf(definition)
      const { kind } = definedBy(definition)
      for (const { metadata } of left.filter((one) => !isDeleting(one))) api.delete({ kind, name: metadata.name, namespace: metadata.namespace }, inBackground)
      if (left.length > 0) return lookedAtAgain
      const { finalizers: _, ...metadata } = definition.metadata
      api.delete({ kind: definitions, name: api.amend({ ...definition, metadata }).metadata.name }, inBackground)
      return undefined
    },
  }
}

/** By then whoever collects what belonged to the objects has done so: of a kind that is not served it knows nothing. */
const lookedAtAgain = { milliseconds: 1000 }

const established = (definition: StoredObject, now: string): JsonObject => ({
  acceptedNames: objectOf(specOf(definition)['names']),
  storedVersions: [definedBy(definition).resource.version],
  conditions: [
    { type: 'NamesAccepted', status: 'True', lastTransitionTime: now, reason: 'NoConflicts', message: 'no conflicts found' },
    { type: 'Established', status: 'True', lastTransitionTime: now, reason: 'InitialNamesAccepted', message: 'the initial names have been accepted' },
  ],
})
