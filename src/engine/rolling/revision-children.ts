import type { JsonObject, JsonValue } from '../../protocol/json.ts'
import { trusted } from '../../protocol/trusted.ts'

/** A child as ControllerRevisions name it: without version, and without namespace under a namespaced parent. */
export interface ChildName {
  readonly apiGroup: string
  readonly kind: string
  readonly name: string
}

/** Children of one kind in a ControllerRevision. */
interface Group {
  readonly apiGroup: string
  readonly kind: string
  readonly names: readonly string[]
}

/** The children that a revision is responsible for, as its `children` lists them (metacontroller.md §1.6). */
export class RevisionChildren {
  #groups: readonly Group[]

  constructor(children: JsonValue | undefined) {
    this.#groups = trusted<readonly Group[] | undefined>(children) ?? []
  }

  get count(): number {
    return this.#groups.reduce((sum, { names }) => sum + names.length, 0)
  }

  all(): readonly ChildName[] {
    return this.#groups.flatMap(({ apiGroup, kind, names }) => names.map((name) => ({ apiGroup, kind, name })))
  }

  toJson(): readonly JsonObject[] {
    return trusted(this.#groups)
  }

  add(child: ChildName): void {
    if (!this.#groups.some((group) => isOf(group, child))) this.#groups = [...this.#groups, { apiGroup: child.apiGroup, kind: child.kind, names: [] }]
    this.#rename(child, (names) => names.includes(child.name) ? names : [...names, child.name])
  }

  remove(child: ChildName): void {
    this.#rename(child, (names) => names.filter((name) => name !== child.name))
  }

  /** Drops the kinds of which no name is good any longer. The other names of a kind stay, good or not, as upstream has it. */
  clean(isGood: (child: ChildName) => boolean): void {
    this.#groups = this.#groups.filter(({ apiGroup, kind, names }) => names.filter((name) => isGood({ apiGroup, kind, name })).length > 0)
  }

  #rename(child: ChildName, change: (names: readonly string[]) => readonly string[]): void {
    this.#groups = this.#groups.map((group) => isOf(group, child) ? { ...group, names: change(group.names) } : group)
  }
}

const isOf = (group: Group, { apiGroup, kind }: ChildName): boolean => group.apiGroup === apiGroup && group.kind === kind
