import { isObject } from '../../../src/kit/json.ts'
import { properties, preserves } from '../../../src/kit/structure.ts'
import { definitionName, servedVersion } from '../custom-resource-definition.ts'
import type { NamedKind } from '../custom-resource-definition.ts'
import type { Refused } from '../hookrevision/revision-code.ts'
import type { definitionsOf } from './program.ts'

/** Reason while the parents' definition is not there. */
export const parentMissing = 'ParentMissing'

/** Why parents cannot be registered as they are defined (metacontroller.md §6.2, traps 15, 16 and 45); undefined when they can. */
export const definitionProblem = (parent: NamedKind, definitions: ReturnType<typeof definitionsOf>): Refused | undefined => {
  const name = definitionName(parent)
  const definition = definitions.get(name)
  if (definition === undefined) return { reason: parentMissing, message: `there is no CustomResourceDefinition ${name}` }
  const version = servedVersion(definition, parent)
  if (version === undefined) return { reason: 'ParentInvalid', message: `${name} does not serve ${parent.apiVersion}` }
  if (!version.hasStatus) return { reason: 'ParentInvalid', message: `${name} has no status subresource: Metacontroller passes such parents over` }
  const status = properties(version.schema)['status']
  const isKept = preserves(version.schema) || (isObject(status) && (preserves(status) || Object.hasOwn(properties(status), 'observedGeneration')))
  return isKept ? undefined : { reason: 'ParentInvalid', message: `${name}: status needs observedGeneration, which Metacontroller writes on every pass` }
}
