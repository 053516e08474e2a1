/** Shorter values stand in any text by chance: they are taken out of their own fields only. */
const leastInLogs = 4
const prefixLength = leastInLogs
/** In a document a short value may as well be a name, and a replay would break without it. */
const leastInDocuments = 8

/** Secret values and what stands in their place; finds them in texts. */
export class KnownSecrets {
  readonly #stands = new Map<string, string>()
  /** By their first characters: a text is walked once, however many values there are. */
  readonly #prefixes = new Map<string, string[]>()

  /** Learns a value in the forms in which texts hold it: as it is, inside JSON, and as base64. */
  learn(value: string, stand: string): void {
    this.#add(value, stand)
    this.#add(JSON.stringify(value).slice(1, -1), stand)
    this.#add(Buffer.from(value).toString('base64'), Buffer.from(stand).toString('base64'))
  }

  /** A line of a log without them. */
  inLog(text: string): string {
    return this.#without(text, leastInLogs)
  }

  /** A text of a document without them. */
  inDocument(text: string): string {
    return this.#without(text, leastInDocuments)
  }

  #add(value: string, stand: string): void {
    if (value.length < leastInLogs || this.#stands.has(value)) return
    this.#stands.set(value, stand)
    const prefix = value.slice(0, prefixLength)
    // The longest first: a value may begin with another one.
    this.#prefixes.set(prefix, [...this.#prefixes.get(prefix) ?? [], value].toSorted((a, b) => b.length - a.length))
  }

  #without(text: string, least: number): string {
    if (this.#stands.size === 0) return text
    let done = ''
    let from = 0
    for (let at = 0; at + prefixLength <= text.length;) {
      const found = this.#prefixes.get(text.slice(at, at + prefixLength))?.find((value) => value.length >= least && text.startsWith(value, at))
      if (found === undefined) at += 1
      else {
        done += text.slice(from, at) + (this.#stands.get(found) ?? '')
        at += found.length
        from = at
      }
    }
    return done + text.slice(from)
  }
}
