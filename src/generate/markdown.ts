import { mark } from './generated-file.ts'

/** A page of paragraphs, lists and tables under the mark. */
export const page = (blocks: readonly (string | undefined)[]): string =>
  `${[`<!-- ${mark} -->`, ...blocks.filter((block) => block !== undefined && block !== '')].join('\n\n')}\n`

/** Lines of one paragraph. */
export const paragraph = (...lines: readonly string[]): string => lines.join('\n')

/** A table, or the words that stand for an empty one. */
export const table = (heads: readonly string[], rows: readonly (readonly string[])[], empty: string): string =>
  rows.length === 0 ? empty : [heads, heads.map(() => '---'), ...rows.map((row) => row.map(cell))].map(line).join('\n')

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

/** A value in code; backticks inside get a longer fence. */
export const code = (text: string): string => text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``

export const fenced = (language: string, text: string): string => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``

/** One line, and no bar that would end the cell. */
const cell = (text: string): string => text.replaceAll('\n', ' ').replaceAll('|', '\\|')

/** Prose from a schema: what looks like a tag is text, but not inside code. */
export const prose = (text: string): string =>
  text.split(/(``.*?``|`[^`]*`)/).map((part) => part.startsWith('`') ? part : part.replaceAll('<', '&lt;')).join('')
