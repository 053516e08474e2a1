// How PyYAML writes one text: which style it takes, and where it breaks the line. Contract: Kaspr resources, appendix B.

const width = 80

/**
 * A text as a YAML scalar in PyYAML's style. `column` is where its first character will stand, `indent` the blanks before
 * its continuation lines. ASCII, without a line break at the end.
 */
export const yamlScalar = (text: string, column: number, indent: number): string => {
  if (word.test(text) && !ambiguous.test(text)) return text
  if (onlyDouble.test(text)) return doubleQuoted(text, column, indent)
  if (text.includes('\n')) return singleQuotedLines(text, column, indent)
  if (text === '' || unplain.test(text) || ambiguous.test(text)) return singleQuoted(text, column, indent)
  return foldBlanks(text, column, indent)
}

/** A text as the key of a map, which is never folded. */
export const yamlKey = (text: string): string => yamlScalar(text, neverFull, 0)

/** A column so far to the left that no key reaches the width. */
const neverFull = -100_000

/** What most keys and names look like; only for speed. */
const word = /^[A-Za-z_][\w./-]*$/

const onlyDouble = /[^\n\x20-\x7e]|\n | \n/

/** Begins, ends or holds what YAML would take for something else than text. */
const unplain = /^(?:[ #,[\]{}&*!|>'"%@`]|---|\.\.\.|[?-](?: |$))| $|:(?: |$)| #/

const timeOfDay = '[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]*)?(?:[ \\t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?'

/** Read by YAML 1.1 as a boolean, null, number, time, merge key or default value. */
const ambiguous = new RegExp(`^(?:${[
  'yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF',
  '~|null|Null|NULL|<<|=',
  '[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+',
  '[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+',
  '[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?',
  '[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*',
  '[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)',
  '[0-9]{4}-[0-9]{2}-[0-9]{2}',
  `[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \\t]+)${timeOfDay}`,
].join('|')})$`)

const singleQuoted = (text: string, column: number, indent: number): string =>
  `'${foldBlanks(text.replaceAll("'", "''"), column + 1, indent)}'`

/** Each run of line feeds gets one more, because a reader folds a single one into a blank. */
const singleQuotedLines = (text: string, column: number, indent: number): string => {
  const parts = text.replaceAll("'", "''").split(lineFeeds)
  const pad = ' '.repeat(indent)
  const lines = parts.map((part, index) => {
    if (index % 2 === 1) return `\n${part}${pad}`
    return foldBlanks(part, index === 0 ? column + 1 : indent, indent)
  })
  return `'${lines.join('')}'`
}

const lineFeeds = /(\n+)/

/** Plain and single-quoted text is broken at a blank that stands alone, once the line is full. */
const foldBlanks = (text: string, column: number, indent: number): string => {
  if (column + text.length <= width) return text
  let folded = ''
  let lineStart = 0
  let lineColumn = column
  for (let at = text.indexOf(' ', 1); at !== -1 && at < text.length - 1; at = text.indexOf(' ', at + 1)) {
    if (lineColumn + at - lineStart <= width || text[at - 1] === ' ' || text[at + 1] === ' ') continue
    folded += `${text.slice(lineStart, at)}\n${' '.repeat(indent)}`
    lineStart = at + 1
    lineColumn = indent
  }
  return folded + text.slice(lineStart)
}

const doubleQuoted = (text: string, column: number, indent: number): string => new DoubleQuoted(text, column, indent).write()

const isOrdinary = (unit: number): boolean => unit >= 0x20 && unit <= 0x7e && unit !== 0x22 && unit !== 0x5c

/** Writes runs of ordinary characters and the escapes between them. Neither the first nor the last character starts a fold. */
class DoubleQuoted {
  readonly #text: string
  readonly #indent: number
  #column: number
  #written = '"'

  constructor(text: string, column: number, indent: number) {
    this.#text = text
    this.#indent = indent
    this.#column = column + 1
  }

  write(): string {
    const text = this.#text
    let at = 0
    while (at < text.length) {
      let end = at
      while (end < text.length && isOrdinary(text.charCodeAt(end))) end += 1
      if (at < end) this.#writeRun(at, end)
      at = end < text.length ? this.#writeEscape(end) : end
    }
    return `${this.#written}"`
  }

  /** On a full line a run may be broken before its first character, and before any blank. */
  #writeRun(start: number, end: number): void {
    const run = this.#text.slice(start, end)
    const last = end === this.#text.length ? run.length - 1 : run.length
    if (this.#column > width && start > 0 && last > 0) this.#fold(start)
    let from = 0
    let at = this.#nextFold(run, from)
    while (at !== -1 && at < last) {
      this.#written += run.slice(from, at)
      this.#fold(start + at)
      from = at
      at = this.#nextFold(run, from)
    }
    this.#written += run.slice(from)
    this.#column += run.length - from
  }

  /** The first blank beyond the width, when what begins at `from` is not written yet and its first character is decided. */
  #nextFold(run: string, from: number): number {
    return run.indexOf(' ', from + Math.max(1, width - this.#column + 1))
  }

  /** Answers with the index after the escaped character. */
  #writeEscape(at: number): number {
    const code = this.#text.codePointAt(at) ?? 0
    const next = code > 0xffff ? at + 2 : at + 1
    const escape = named.get(code) ?? numbered(code)
    this.#written += escape
    this.#column += escape.length
    if (this.#column - 1 > width && at > 0 && next < this.#text.length) this.#fold(next)
    return next
  }

  /** A blank that begins the new line needs a backslash, or a reader drops it. */
  #fold(next: number): void {
    const blank = this.#text[next] === ' '
    this.#written += `\\\n${' '.repeat(this.#indent)}${blank ? '\\' : ''}`
    this.#column = blank ? this.#indent + 1 : this.#indent
  }
}

const named: ReadonlyMap<number, string> = new Map([
  [0x00, '\\0'], [0x07, '\\a'], [0x08, '\\b'], [0x09, '\\t'], [0x0a, '\\n'], [0x0b, '\\v'], [0x0c, '\\f'], [0x0d, '\\r'],
  [0x1b, '\\e'], [0x22, '\\"'], [0x5c, '\\\\'], [0x85, '\\N'], [0xa0, '\\_'], [0x2028, '\\L'], [0x2029, '\\P'],
])

const numbered = (code: number): string => {
  const hex = code.toString(16).toUpperCase()
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}
