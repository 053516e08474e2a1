import type { LineCounter } from 'yaml'

/** A stretch of a text; lines and columns are counted from 1, and the end is the first place that is not in it. */
export interface Span {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

export const spanOf = (lines: LineCounter, start: number, end: number): Span => {
  const [from, to] = [lines.linePos(start), lines.linePos(Math.max(start, end))]
  return { line: from.line, column: from.col, endLine: to.line, endColumn: to.col }
}
