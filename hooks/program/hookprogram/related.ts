import type { UncheckedParent } from '../../../src/kit/composite.ts'
import { knownConditions } from '../../../src/kit/condition.ts'
import { isObject } from '../../../src/kit/json.ts'
import type { JsonValue } from '../../../src/kit/json.ts'
import { groupOf } from '../../../src/kit/kind.ts'
import { dnsSubdomainProblem } from '../../../src/kit/names.ts'
import { named } from '../../../src/kit/related.ts'
import type { RelatedRule } from '../../../src/kit/related.ts'
import { list } from '../../../src/kit/structure.ts'
import { CustomResourceDefinition, definitionName, isCustomGroup } from '../custom-resource-definition.ts'
import { CompositeController } from '../composite-controller.ts'
import type { NamedKind } from '../custom-resource-definition.ts'
import { HookRevision } from '../hookrevision/resource.ts'
import { parentMissing } from './definition-problem.ts'

/**
 * The revisions that the spec names, the definitions of its kinds, other registrations, and while it goes its parents. The answer is cached by
 * generation; a moved pointer and a deletion are new generations. Nobody has checked the spec yet.
 */
export const relatedOf = (program: UncheckedParent): readonly RelatedRule[] => {
  const { metadata } = program
  const spec = isObject(program.spec) ? program.spec : {}
  const parent = kindIn(spec['parent'])
  const kinds = [parent, ...list(spec['children']).map(kindIn)].filter((kind) => kind !== undefined)
  const canary = isObject(spec['canary']) ? spec['canary']['revision'] : undefined
  return [
    ...named(HookRevision, undefined, namesIn([spec['activeRevision'], canary])),
    ...named(CustomResourceDefinition, undefined, namesIn(kinds.filter(({ apiVersion }) => isCustomGroup(groupOf(apiVersion))).map(definitionName))),
    // Whoever answers for the same parents is found among all of them.
    ...(metadata.deletionTimestamp || parent === undefined ? [] : [{ apiVersion: CompositeController.apiVersion, resource: CompositeController.plural }]),
    ...(metadata.deletionTimestamp && parent !== undefined && mayHaveParents(program) ? [{ apiVersion: parent.apiVersion, resource: parent.resource }] : []),
  ]
}

/**
 * Parents are not asked for where nothing was ever registered or their definition is gone: Metacontroller cannot read a
 * kind that does not exist, and the program could never go.
 */
const mayHaveParents = ({ status }: UncheckedParent): boolean =>
  status?.['active'] !== undefined && !knownConditions(status['conditions']).some(({ reason }) => reason === parentMissing)

const kindIn = (value: JsonValue | undefined): NamedKind | undefined => {
  if (!isObject(value)) return undefined
  const { apiVersion, resource } = value
  return typeof apiVersion === 'string' && typeof resource === 'string' ? { apiVersion, resource } : undefined
}

/** Names that an object can have, each once. */
const namesIn = (values: readonly (JsonValue | undefined)[]): readonly string[] =>
  [...new Set(values.filter((value) => typeof value === 'string' && dnsSubdomainProblem(value) === undefined))].filter((value) => typeof value === 'string')
