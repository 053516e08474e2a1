import type { DraftDetail } from '../../studio/api/bodies.ts'
import type { Badge } from '../../src/playground/badge.ts'
import type { Cell } from '../parts/cell.ts'
import { valueOr } from '../parts/toast.ts'
import { api } from './api.ts'

export interface DraftKeeperParts {
  readonly program: string
  readonly state: Cell<Badge>
  readonly found: DraftDetail | undefined
  readonly text: () => string
  readonly base: () => string | undefined
  /** Another tab of the same person kept another text meanwhile; undefined: it dropped the draft. */
  readonly clash: (current: DraftDetail | undefined) => void
}

const delay = 800

/** Keeps what somebody types: a moment after they stop, one write at a time, and only on top of what was seen. */
export class DraftKeeper {
  readonly #parts: DraftKeeperParts
  #etag: string | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #write: Promise<void> = Promise.resolve()
  #isPending = false
  #isOver = false

  constructor(parts: DraftKeeperParts) {
    this.#parts = parts
    this.#etag = parts.found?.etag
    this.#say(parts.found === undefined ? noDraft : kept())
  }

  /** Somebody typed. */
  touch(): void {
    this.#isPending = true
    this.#say({ text: 'not kept yet', tone: 'busy', title: 'It is kept as soon as you pause' })
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => { void this.flush() }, delay)
  }

  /** Keeps it now, if there is anything to keep. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#write = this.#write.then(() => this.#keep())
    return this.#write
  }

  /** The draft as it is now is what somebody has seen: what is kept next comes on top of it. */
  seen(draft: DraftDetail | undefined): void {
    this.#etag = draft?.etag
  }

  /** It became a revision, or nobody wants it any more. */
  async drop(): Promise<void> {
    clearTimeout(this.#timer)
    this.#isPending = false
    await this.#write
    if (this.#etag !== undefined) valueOr(await api.dropDraft(this.#parts.program, this.#etag))
    this.#etag = undefined
    this.#say(noDraft)
  }

  /** Another program is opened: what was typed here is kept, and nothing more is said. */
  async leave(): Promise<void> {
    await this.flush()
    this.#isOver = true
  }

  async #keep(): Promise<void> {
    if (!this.#isPending || this.#isOver) return
    this.#isPending = false
    const { program, text, base, clash } = this.#parts
    const from = base()
    this.#say({ text: 'keeping …', tone: 'busy', title: '' })
    const answer = await api.keepDraft(program, { source: text(), ...(from === undefined ? {} : { base: from }) }, this.#etag ?? '*')
    if ('value' in answer) {
      this.#etag = answer.value.etag
      if (!this.#isPending) this.#say(kept())
      return
    }
    const { more } = answer.refusal
    this.#isPending = true
    this.#say({ text: 'not kept', tone: 'bad', title: answer.refusal.detail })
    if (more?.status === 412) clash(more.current ?? undefined)
    else valueOr(answer)
  }

  #say(badge: Badge): void {
    if (!this.#isOver) this.#parts.state.set(badge)
  }
}

/** Nothing differs from a revision. */
export const noDraft: Badge = { text: 'none', tone: 'plain', title: 'The text is that of a revision' }
const kept = (): Badge => ({ text: `kept ${new Date().toTimeString().slice(0, 5)}`, tone: 'good', title: 'The server has it; other tabs and machines of yours find it there' })
