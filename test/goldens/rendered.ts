import { controllers } from '../../hooks/index.ts'
import { renderParent } from '../../src/engine/render.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import type { KubernetesObject } from '../../src/protocol/request.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import type { GoldenCase } from './cases.ts'

/** What we make of a case, all documents together, as the command `render` does. */
export interface Rendered {
  /** By `Kind/name`. */
  readonly children: ReadonlyMap<string, JsonObject>
  /** Status of every parent, by `Kind/name`. */
  readonly statuses: ReadonlyMap<string, JsonObject>
}

export const rendered = ({ resources, settings }: GoldenCase): Rendered => {
  const answers = resources.map((parent) => ({ parent, body: answerOf(parent, resources, settings) }))
  return {
    children: new Map(answers.flatMap(({ body }) => body.children).map((child) => [keyOf(child), child])),
    statuses: new Map(answers.map(({ parent, body }) => [keyOf(parent), body.status])),
  }
}

interface Body { readonly children: readonly (JsonObject & KubernetesObject)[]; readonly status: JsonObject }

const answerOf = (parent: KubernetesObject, objects: readonly KubernetesObject[], settings: Readonly<Record<string, string>>): Body => {
  const controller = controllers.filter(({ type }) => type === 'composite').find(({ parent: { kind } }) => kind === parent.kind)
  if (controller?.type !== 'composite') throw new TypeError(`no controller serves ${parent.kind}`)
  return trusted<Body>(renderParent(controller, parent, { around: { objects }, context: { now: '2026-01-02T03:04:05Z', settings } }).body)
}

const keyOf = ({ kind, metadata }: KubernetesObject): string => `${kind}/${metadata.name}`

/** A field by its path; undefined when anything on the way is missing. */
export const fieldAt = (value: JsonValue | undefined, ...path: readonly (string | number)[]): JsonValue | undefined =>
  path.reduce<JsonValue | undefined>((found, key) => {
    if (Array.isArray(found)) return trusted<readonly JsonValue[]>(found)[Number(key)]
    return isObject(found) && Object.hasOwn(found, String(key)) ? found[String(key)] : undefined
  }, value)

/** Pod template of the StatefulSet, when there is one. */
export const podTemplateOf = ({ children }: Rendered): JsonValue | undefined =>
  fieldAt([...children.values()].find(({ kind }) => kind === 'StatefulSet'), 'spec', 'template')

/** Plain variables of container kaspr. */
export const variablesOf = (result: Rendered): ReadonlyMap<string, JsonValue | undefined> => {
  const env = fieldAt(podTemplateOf(result), 'spec', 'containers', 0, 'env')
  return new Map((Array.isArray(env) ? trusted<readonly JsonValue[]>(env) : []).map((entry) => [String(fieldAt(entry, 'name')), fieldAt(entry, 'value')]))
}
