/** How a text stands to those before it. */
export type Step = 'same' | 'earlier' | 'new'

/** Texts that followed one another, as digests: the last one, and of those before it as many as somebody asks to remember. */
export class SeenTexts {
  readonly #most: number
  #last = ''
  // Most parents never have another one: the list is made with the first change.
  #earlier: readonly string[] = none

  constructor(most: number) {
    this.#most = most
  }

  /** Takes the next text. The first of all is new. */
  next(digest: string): Step {
    if (digest === this.#last) return 'same'
    const isEarlier = this.#earlier.includes(digest)
    if (this.#last !== '') this.#earlier = [...this.#earlier.filter((one) => one !== this.#last && one !== digest), this.#last].slice(-this.#most)
    this.#last = digest
    return isEarlier ? 'earlier' : 'new'
  }
}

const none: readonly string[] = []
