import type { Controller } from './controller.ts'
import type { Kind } from './kind.ts'
import type { Resource } from './resource.ts'
import { DefinitionInvalid } from '../protocol/errors.ts'

/** A kind that we define ourselves, told from kinds of others by its schemas. */
export const isResource = (kind: Kind): kind is Resource => 'spec' in kind && 'status' in kind && 'columns' in kind

/** Every kind that a controller touches: parent, children, reads. */
export const kindsOf = ({ parent, children, reads }: Controller): readonly Kind[] => [parent, ...children.map(({ kind }) => kind), ...reads]

/**
 * The resources that controllers own, make or read, each once and ordered by name. Throws DefinitionInvalid when two
 * definitions give one name two meanings.
 */
export const resourcesOf = (controllers: readonly Controller[]): readonly Resource[] => {
  const all = [...new Set(controllers.flatMap(kindsOf).filter(isResource))]
  for (const resource of all) {
    const twin = all.find((other) => other !== resource && sameName(other, resource))
    if (twin !== undefined) throw new DefinitionInvalid(resource.kind, `${resource.plural}.${resource.group} is defined twice`)
  }
  return all.toSorted((a, b) => key(a) < key(b) ? -1 : 1)
}

const sameName = (a: Resource, b: Resource): boolean => a.group === b.group && (a.plural === b.plural || a.kind === b.kind)

const key = ({ group, plural }: Resource): string => `${group}/${plural}`

/** Whether two values name one kind. */
export const isKind = (a: Pick<Kind, 'apiVersion' | 'kind'>, b: Pick<Kind, 'apiVersion' | 'kind'>): boolean => a.apiVersion === b.apiVersion && a.kind === b.kind
