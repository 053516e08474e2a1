import { groupOf } from '../../kit/kind.ts'
import { groupKey, objectKey } from '../../protocol/group-key.ts'
import type { JsonObject } from '../../protocol/json.ts'
import { trusted } from '../../protocol/trusted.ts'
import type { StoredObject } from '../object-store.ts'
import type { ChildName } from './revision-children.ts'

/** Children of an answer by kind and by their name relative to the parent, in the order of the answer. Of two in one place the later one counts. */
export class RelativeChildren {
  readonly #parent: StoredObject
  readonly #children = new Map<string, StoredObject>()

  constructor(parent: StoredObject, children: readonly JsonObject[]) {
    this.#parent = parent
    for (const child of trusted<readonly StoredObject[]>(children)) this.#children.set(this.#keyOf(child), child)
  }

  all(): readonly StoredObject[] {
    return [...this.#children.values()]
  }

  nameOf(child: StoredObject): ChildName {
    const name = this.#parent.metadata.namespace === undefined ? objectKey(child.metadata) : child.metadata.name
    return { apiGroup: groupOf(child.apiVersion), kind: child.kind, name }
  }

  /** In whatever version. */
  find(wanted: ChildName): StoredObject | undefined {
    return this.all().find((child) => isSame(this.nameOf(child), wanted))
  }

  /** Puts a child in the place of one that is there already; otherwise nothing. */
  replace(child: StoredObject): void {
    if (this.#children.has(this.#keyOf(child))) this.#children.set(this.#keyOf(child), child)
  }

  #keyOf(child: StoredObject): string {
    return `${groupKey(child)} ${this.nameOf(child).name}`
  }
}

export const isSame = (a: ChildName, b: ChildName): boolean => a.apiGroup === b.apiGroup && a.kind === b.kind && a.name === b.name
