import { Chunk } from '@codemirror/merge'
import { Text } from '@codemirror/state'
import type { LineChange } from './three-way-merge.ts'

/** What became of the lines of a text. */
export const lineChanges = (before: string, after: string): readonly LineChange[] => {
  // With a line break at the end every line has one, and places of changes are starts of lines.
  const [a, b] = [closed(before), closed(after)]
  return Chunk.build(a, b).map(({ fromA, toA, fromB, toB }) => ({
    from: lineAt(a, fromA), to: lineAt(a, toA),
    lines: after.split('\n').slice(lineAt(b, fromB), lineAt(b, toB)),
  }))
}

const closed = (text: string): Text => Text.of([...text.split('\n'), ''])

/** Index of the line that begins here; the ends of chunks may lie one behind the text. */
const lineAt = (text: Text, place: number): number => text.lineAt(Math.min(place, text.length)).number - 1
