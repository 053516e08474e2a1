import { isObject } from '../../../src/kit/json.ts'
import type { JsonValue } from '../../../src/kit/json.ts'
import { groupOf } from '../../../src/kit/kind.ts'
import { CompositeController } from '../composite-controller.ts'
import type { NamedKind } from '../custom-resource-definition.ts'
import type { Refused } from '../hookrevision/revision-code.ts'
import { registrationName } from './program.ts'
import type { ProgramInput } from './program.ts'

/**
 * Two controllers of the same parents take each other's children for their own and delete them for ever (metacontroller.md
 * §6.2, trap 49). Whoever is registered stays; the problem is undefined when nobody else is.
 */
export const parentTaken = ({ parent: { metadata: { name }, spec: { parent } }, related }: Pick<ProgramInput, 'parent' | 'related'>): Refused | undefined => {
  const other = related.list(CompositeController).find(({ metadata, spec }) => metadata.name !== registrationName(name) && isSame(spec?.['parentResource'], parent))
  return other === undefined ? undefined
    : { reason: 'ParentTaken', message: `CompositeController ${other.metadata.name} answers for ${parent.resource} too: each would delete what the other makes` }
}

const isSame = (found: JsonValue | undefined, { apiVersion, resource }: NamedKind): boolean =>
  isObject(found) && found['resource'] === resource && groupOf(String(found['apiVersion'])) === groupOf(apiVersion)
