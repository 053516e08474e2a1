import { controllers } from '../../../hooks/index.ts'
import { isNotFound } from '../../../src/engine/api-errors.ts'
import { groupKind } from '../../../src/engine/discovery.ts'
import { described } from '../../../src/engine/metadata.ts'
import type { StoredObject } from '../../../src/engine/object-store.ts'
import { equals } from '../../../src/engine/structural-equality.ts'
import type { Kind } from '../../../src/kit/kind.ts'
import { kindsOf } from '../../../src/kit/resources.ts'
import type { KubeClient } from '../../../src/kube/kube-client.ts'
import { listAll } from '../../../src/kube/object-list.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import type { JsonValue } from '../../../src/protocol/json.ts'
import { fieldAt } from '../../goldens/rendered.ts'
import { Pod } from '../family/looks.ts'
import { isMoving } from './upstream-case.ts'

/** All objects of the apps that move, with their pods, by `Kind namespace/name`. */
export type Sight = ReadonlyMap<string, StoredObject>

const kinds: readonly Kind[] = [...new Map([Pod, ...controllers.flatMap(kindsOf)].filter(({ scope }) => scope === 'Namespaced').map((kind) => [groupKind(kind), kind])).values()]

/** `only` names kinds. */
export const sight = async (client: KubeClient, only: readonly string[]): Promise<Sight> => {
  const lists = await Promise.all(kinds.filter(({ kind }) => only.length === 0 || only.includes(kind)).map((kind) => listed(client, kind)))
  return new Map(lists.flat().filter(({ metadata: { namespace } }) => isMoving(namespace)).map((object) => [described(object), object]))
}

const listed = async (client: KubeClient, kind: Kind): Promise<readonly StoredObject[]> => {
  try {
    return (await listAll(client, kind)).items
  } catch (error) {
    if (isNotFound(error)) return []
    throw error
  }
}

export const ofKind = (seen: Sight, kind: string): readonly StoredObject[] => [...seen.values()].filter((object) => object.kind === kind)
export const isResource = ({ apiVersion, kind }: StoredObject): boolean => apiVersion === 'kaspr.io/v1alpha1' && kind !== 'KasprMemberSet'

/** Objects of which something differs, or which are no more. */
export const differing = (before: Sight, after: Sight, what: (object: StoredObject) => JsonValue | undefined): readonly string[] =>
  [...before].filter(([name, object]) => !equals(trusted<JsonValue>(what(object) ?? null), trusted<JsonValue>(pick(after.get(name), what)))).map(([name]) => name).toSorted()

const gone = 'is gone'
const pick = (object: StoredObject | undefined, what: (object: StoredObject) => JsonValue | undefined): JsonValue => object === undefined ? gone : what(object) ?? null

export const uid = ({ metadata }: StoredObject): string | undefined => metadata.uid
export const podTemplate = (object: StoredObject): JsonValue | undefined => object.kind === 'StatefulSet' ? fieldAt(object, 'spec', 'template') : undefined
/** What moves when a StatefulSet's spec does. */
export const revision = (object: StoredObject): JsonValue | undefined => object.kind !== 'StatefulSet' ? undefined
  : [object.metadata.generation ?? 0, ...['currentRevision', 'updateRevision'].map((name) => fieldAt(object, 'status', name) ?? '')]
