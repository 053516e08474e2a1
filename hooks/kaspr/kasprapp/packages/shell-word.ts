// Text as one word of a bash script that stands in a container's args.
import { entryPieces } from './package-names.ts'

/**
 * A word bash takes literally. Every `$` is followed by a quote, because the kubelet reads args before bash does: it turns `$$`
 * into `$` and fills in `$(NAME)`, also inside single quotes.
 */
export function shellWord(text: string): string {
  const quoted = text.split("'").join(`'\\''`)
  return `'${quoted.split('$').join("$''")}'`
}

/** A package entry as a word: `$NAME` and `${NAME}` expand (unset: to nothing), everything else is literal. */
export function entryWord(entry: string): string {
  const words = entryPieces(entry).map((piece) => ('variable' in piece ? `"\${${piece.variable}}"` : shellWord(piece.text)))
  return words.length === 0 ? "''" : words.join('')
}
