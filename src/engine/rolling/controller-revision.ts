import { hash } from 'node:crypto'
import { groupOf } from '../../kit/kind.ts'
import type { Kind } from '../../kit/kind.ts'
import { isObject } from '../../protocol/json.ts'
import type { JsonObject, JsonValue } from '../../protocol/json.ts'
import { trusted } from '../../protocol/trusted.ts'
import { selectorLabel } from '../apply.ts'
import { RevisionsFailed } from '../engine-errors.ts'
import { goJson } from '../go-json.ts'
import { described, uidOf } from '../metadata.ts'
import type { StoredObject } from '../object-store.ts'
import { referenceTo } from '../owner-reference.ts'
import type { Pass } from '../pass.ts'
import type { CompositeRegistration } from '../registration.ts'

/** Metacontroller's own kind, not the one of `apps/v1`. */
export const ControllerRevision: Kind = {
  apiVersion: 'metacontroller.k8s.io/v1alpha1', kind: 'ControllerRevision', plural: 'controllerrevisions', scope: 'Namespaced',
}

/** Labels that keep revisions of different kinds of parents apart. */
export const revisionLabels = ({ apiVersion, plural }: Kind): Readonly<Record<string, string>> =>
  ({ 'metacontroller.k8s.io/apiGroup': groupOf(apiVersion), 'metacontroller.k8s.io/resource': plural })

/** A revision that does not exist yet (metacontroller.md §1.6). Throws RevisionsFailed. */
export const newRevision = ({ registration, kind }: Pass<CompositeRegistration>, parent: StoredObject, parentPatch: JsonObject): StoredObject => {
  const { namespace } = parent.metadata
  return trusted<StoredObject>({
    apiVersion: ControllerRevision.apiVersion,
    kind: ControllerRevision.kind,
    metadata: {
      name: nameOf(kind, parent, parentPatch),
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...labelsOf(registration, parent), ...revisionLabels(kind) },
      ownerReferences: [referenceTo(parent)],
    },
    parentPatch,
  })
}

/** Longest prefix that leaves room for a hyphen and the digits of the hash in a name of 253 characters. */
const longestPrefix = 212

const nameOf = ({ apiVersion, plural }: Kind, parent: StoredObject, parentPatch: JsonObject): string =>
  `${`${plural}.${groupOf(apiVersion) || 'core'}`.slice(0, longestPrefix)}-${hash('sha1', `${uidOf(parent)}${goJson(parentPatch)}`, 'hex')}`

/** Without a generated selector these are labels of the template, whether the selector matches them or not (trap of §3.12). */
const labelsOf = ({ generateSelector }: CompositeRegistration, parent: StoredObject): JsonObject => {
  if (generateSelector) return { [selectorLabel]: uidOf(parent) }
  const labels = at(parent['spec'], 'template', 'metadata', 'labels') ?? {}
  if (isObject(labels) && Object.values(labels).every((value) => typeof value === 'string')) return labels
  throw new RevisionsFailed(`the labels in spec.template of ${described(parent)} are no map of texts`)
}

const at = (value: JsonValue | undefined, ...path: readonly string[]): JsonValue | undefined =>
  path.reduce<JsonValue | undefined>((inner, name) => isObject(inner) ? inner[name] : undefined, value)
