import { cursorOf } from '../traffic/cursor.ts'

/** Where a stream stands in the log of every replica. */
export class Cursors {
  readonly #numbers: Map<string, number>

  constructor(numbers: Readonly<Record<string, number>> = {}) {
    this.#numbers = new Map(Object.entries(numbers))
  }

  /** False for a record that was passed already. */
  pass(id: string): boolean {
    const cursor = cursorOf(id)
    if (cursor === undefined) return true
    const { replica, number } = cursor
    if (number <= (this.#numbers.get(replica) ?? 0)) return false
    this.#numbers.set(replica, number)
    return true
  }

  /** All cursors as the id of an event: `<replica>:<number>,…`. */
  get id(): string {
    return [...this.#numbers].map(([replica, number]) => `${replica}:${number}`).join(',')
  }
}

/** Cursors of a Last-Event-ID; what is none of ours says nothing. */
export const cursorsOf = (id: string | undefined): Readonly<Record<string, number>> =>
  Object.fromEntries((id ?? '').split(',').flatMap((part) => {
    const cursor = cursorOf(part.trim())
    return cursor === undefined ? [] : [[cursor.replica, cursor.number] as const]
  }))
