/** What JavaScript patterns may hold and Go's RE2, which the API server compiles them with, may not. */
const foreign: readonly (readonly [RegExp, string])[] = [
  [/\(\?<?[=!]/, 'look-around'],
  [/\\[1-9]|\\k</, 'a back-reference'],
  [/\\u/, 'a \\u escape'],
  [/\\c/, 'a \\c escape'],
  [/\[\^?\]/, 'an empty class'],
]

/** The largest repetition that RE2 allows. */
const repetitionMost = 1000

/** Says what keeps a pattern from the API server; undefined when nothing is known to. */
export const goPatternProblem = (pattern: string): string | undefined => {
  // An escaped backslash hides what follows it from the other patterns.
  const plain = pattern.replaceAll('\\\\', '')
  const found = foreign.find(([sign]) => sign.test(plain))
  if (found !== undefined) return `the pattern has ${found[1]}, which the API server cannot compile`
  const counts = [...plain.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].flatMap(([, least, most]) => [Number(least), Number(most ?? 0)])
  return counts.some((count) => count > repetitionMost)
    ? `the pattern repeats more than ${repetitionMost} times, which the API server refuses` : undefined
}
