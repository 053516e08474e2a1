import type { JsonValue } from '../../../../src/kit/json.ts'
import { literal } from './literal.ts'
import { read, wrong } from './read.ts'
import type { Read } from './read.ts'

type Words = Read<readonly string[]>

/** A command as a list, or as one text that is split as a shell would, though no shell runs it. */
export const wordsOf = (value: JsonValue, path: string): Words => {
  if (typeof value === 'string') {
    const words = shellWords(value)
    return words === undefined ? wrong([], path, 'has a quote that does not end') : read(words.map(literal))
  }
  const isList = Array.isArray(value) && value.every((word: JsonValue) => typeof word === 'string' || typeof word === 'number')
  return isList ? read(value.map((word: JsonValue) => literal(String(word)))) : wrong([], path, 'must be a text or a list of texts')
}

const parts = /'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^\s'"\\]+)|(\s+)/y

/** Undefined: a quote does not end. */
const shellWords = (text: string): readonly string[] | undefined => {
  const pattern = new RegExp(parts)
  const words: string[] = []
  let word: string | undefined
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text)
    if (match === null) return undefined
    if (match[5] === undefined) word = (word ?? '') + inside(match)
    else if (word !== undefined) word = void words.push(word)
  }
  return word === undefined ? words : [...words, word]
}

/** Within double quotes a backslash is only special before what is special there. */
const inside = ([, single, double, escaped, plain]: readonly (string | undefined)[]): string =>
  double === undefined ? single ?? escaped ?? plain ?? '' : double.replaceAll(/\\([$`"\\\n])/g, (_, character: string) => character === '\n' ? '' : character)
