import { sha256Hex } from '../../src/kit/hash.ts'
import type { JsonObject } from '../../src/protocol/json.ts'

/** Parents that are remembered: of more, those that were silent longest go. */
const mostParents = 10_000
/** Twice the time after which Metacontroller looks again by itself: longer silence means that the parent is gone, or another replica has it. */
const lifeMilliseconds = 60 * 60 * 1000
const minute = 60_000
const mostChanges = 10

interface Watched {
  readonly program: string
  readonly at: number
  readonly kinds: ReadonlyMap<string, number>
  /** Digest. */
  readonly status: string
  /** Times at which its status became another one. */
  readonly changes: readonly number[]
}

/** An answer for one parent. */
export interface ParentAnswer {
  readonly program: string
  readonly uid: string
  readonly children: readonly JsonObject[]
  readonly status: unknown
  readonly isLast: boolean
}

/** What became of the parents of programs. Times are milliseconds. */
export class ParentWatch {
  readonly #parents = new Map<string, Watched>()

  /** True when the parent comes to no rest; counting begins anew then. */
  answered({ program, uid, children, status, isLast }: ParentAnswer, at: number): boolean {
    const before = this.#parents.get(uid)
    this.#parents.delete(uid)
    if (isLast) return false
    const digest = sha256Hex(JSON.stringify(status))
    const recent = (before?.changes ?? []).filter((time) => time > at - minute)
    const changes = before === undefined || before.status === digest ? recent : [...recent, at]
    const isRestless = changes.length > mostChanges
    this.#parents.set(uid, { program, at, kinds: countOf(children), status: digest, changes: isRestless ? [] : changes })
    for (const oldest of this.#parents.keys()) {
      if (this.#parents.size <= mostParents) break
      this.#parents.delete(oldest)
    }
    return isRestless
  }

  /** Children by program and kind, of all parents that somebody asked about lately. */
  children(at: number): readonly { readonly program: string; readonly kind: string; readonly count: number }[] {
    const sums = new Map<string, { readonly program: string; readonly kind: string; readonly count: number }>()
    for (const [uid, { program, kinds, at: last }] of this.#parents) {
      if (last < at - lifeMilliseconds) this.#parents.delete(uid)
      else for (const [kind, count] of kinds) {
        const key = `${program} ${kind}`
        sums.set(key, { program, kind, count: count + (sums.get(key)?.count ?? 0) })
      }
    }
    return [...sums.values()]
  }
}

const countOf = (children: readonly JsonObject[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const { kind } of children) counts.set(String(kind), 1 + (counts.get(String(kind)) ?? 0))
  return counts
}
