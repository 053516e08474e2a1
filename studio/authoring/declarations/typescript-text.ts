// Names and descriptions come from CRDs, which anybody may have written: nothing of them may end a string or a comment.

/** A text as a TypeScript string literal. */
export const quoted = (text: string): string => JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')

/** The name of a property as it stands in a type. */
export const propertyName = (name: string): string => /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(name) ? name : quoted(name)

const longestComment = 2000

/** A doc comment with its line end, or nothing. */
export const docComment = (description: unknown, indent: string): string => {
  if (typeof description !== 'string' || description.trim() === '') return ''
  const lines = withoutControls(description.slice(0, longestComment)).replaceAll('*/', '*\\/').trim().split('\n').map((line) => line.trimEnd())
  const [only = '', ...more] = lines
  return more.length === 0 ? `${indent}/** ${only} */\n` : `${indent}/**\n${lines.map((line) => `${indent} * ${line}\n`).join('')}${indent} */\n`
}

const withoutControls = (text: string): string => text.replaceAll(/\r\n?|[\u2028\u2029]/g, '\n').replaceAll(/[^\P{C}\n\t]/gu, ' ')
