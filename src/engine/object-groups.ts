import type { Kind } from '../kit/kind.ts'
import { groupKey, objectKey } from '../protocol/group-key.ts'
import type { JsonObject } from '../protocol/json.ts'
import { groupOf } from '../kit/kind.ts'
import type { KubernetesObject } from '../protocol/request.ts'
import { trusted } from '../protocol/trusted.ts'
import type { HookVersion } from './registration.ts'

interface Group<Item> {
  readonly apiVersion: string
  readonly kind: string
  /** By `namespace/name`, or by name for what has no namespace. */
  readonly objects: Map<string, Item>
}

/** Objects by kind and place, in the order in which Metacontroller works through them (metacontroller.md §2.3, §4.1). */
export class ObjectGroups<Item extends KubernetesObject> {
  readonly #groups = new Map<string, Group<Item>>()

  /** Makes the group of a kind, which stands in a request even when it is empty. */
  open({ apiVersion, kind }: Pick<Kind, 'apiVersion' | 'kind'>): Map<string, Item> {
    const key = groupKey({ apiVersion, kind })
    const group = this.#groups.get(key) ?? { apiVersion, kind, objects: new Map<string, Item>() }
    this.#groups.set(key, group)
    return group.objects
  }

  /** Of two objects in one place the later one counts. */
  add(object: Item): void {
    this.open(object).set(objectKey(object.metadata), object)
  }

  get(apiVersion: string, kind: string, key: string): Item | undefined {
    return this.#groups.get(groupKey({ apiVersion, kind }))?.objects.get(key)
  }

  /** Groups by API group, version and kind. */
  sorted(): readonly Group<Item>[] {
    return [...this.#groups.values()].sort((a, b) => compare(groupOf(a.apiVersion), groupOf(b.apiVersion)) || compare(a.apiVersion, b.apiVersion) || compare(a.kind, b.kind))
  }

  /** As a hook of some version gets them: v1 knows nothing outside of the namespace of a namespaced parent. */
  forRequest(version: HookVersion, parent: KubernetesObject): JsonObject {
    const groups = [...this.#groups].sort(byKey).map(([key, { objects }]) => [key, Object.fromEntries(entries(objects, version, parent))])
    return Object.fromEntries(groups)
  }
}

const compare = (a: string, b: string): number => a < b ? -1 : a > b ? 1 : 0
const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => compare(a, b)

/** Objects of a group in the order of their keys. */
export const inOrder = <Item>(objects: ReadonlyMap<string, Item>): readonly (readonly [string, Item])[] => [...objects].sort(byKey)

const entries = <Item extends KubernetesObject>(objects: ReadonlyMap<string, Item>, version: HookVersion, { metadata: { namespace } }: KubernetesObject): readonly (readonly [string, JsonObject])[] => {
  const ordered = trusted<readonly (readonly [string, JsonObject & KubernetesObject])[]>(inOrder(objects))
  if (version === 'v2' || namespace === undefined) return ordered
  return ordered.filter(([, object]) => object.metadata.namespace === namespace).map(([, object]) => [object.metadata.name, object])
}
