import { readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

/** A fenced block: its language, what follows the language, and its lines without their indentation. */
export interface Block {
  readonly language: string
  readonly mark: string
  readonly text: string
}

export interface Link {
  readonly target: string
  readonly line: number
}

export interface Page {
  readonly path: string
  readonly text: string
  readonly blocks: readonly Block[]
  readonly links: readonly Link[]
  /** Anchors of the headings, as GitHub makes them. */
  readonly anchors: ReadonlySet<string>
}

const fenced = /^( *)```([a-z]*) ?(.*)\n([^]*?)^ *```$/gm

const blocksIn = (text: string): readonly Block[] => [...text.matchAll(fenced)].map(([, indent = '', language = '', mark = '', lines = '']) =>
  ({ language, mark, text: lines.replaceAll(new RegExp(`^${indent}`, 'gm'), '') }))

/** Lines with those of blocks emptied, so that numbers stay. */
const proseOf = (text: string): readonly string[] => text.replaceAll(fenced, (block) => block.replaceAll(/[^\n]/g, '')).split('\n')

const linksIn = (prose: readonly string[]): readonly Link[] => prose.flatMap((line, index) =>
  [...line.replaceAll(/(`+)[^`]*\1/g, (code) => code.includes('](') ? '' : code).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => ({ target, line: index + 1 })))

const slug = (heading: string): string =>
  heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').trim().replaceAll(' ', '-')

const anchorsIn = (prose: readonly string[]): ReadonlySet<string> => {
  const seen = new Map<string, number>()
  return new Set(prose.flatMap((line) => /^#+ (.*)$/.exec(line)?.[1] ?? []).map((heading) => {
    const own = slug(heading)
    const before = seen.get(own) ?? 0
    seen.set(own, before + 1)
    return before === 0 ? own : `${own}-${before}`
  }))
}

export const pageFrom = (path: string, text: string): Page => {
  const prose = proseOf(text)
  return { path, text, blocks: blocksIn(text), links: linksIn(prose), anchors: anchorsIn(prose) }
}

export const pageAt = (path: string): Page => pageFrom(path, readFileSync(path, 'utf8'))

/** File and anchor that a link of a page leads to; undefined when it leads out of the repository. */
export const placeOf = ({ path }: Page, { target }: Link): { readonly file: string; readonly anchor: string } | undefined => {
  if (/^[a-z]+:/.test(target)) return undefined
  const [file = '', anchor = ''] = target.split('#')
  return { file: file === '' ? path : normalize(join(dirname(path), decodeURIComponent(file))), anchor }
}

/** Rows of the table whose head begins with this, as cells; of the one that is the `number`th on the page. */
export const tableOf = ({ text }: Page, head: string, number = 0): readonly (readonly string[])[] => {
  const tables = text.split('\n\n').map((part) => part.split('\n')).map((lines) => lines.slice(lines.findIndex((line) => line.startsWith('|'))))
  const rows = tables.filter(([first = '']) => first.startsWith(`| ${head} |`))[number] ?? []
  return rows.slice(2).filter((line) => line.startsWith('|')).map((line) => line.slice(1, -1).split('|').map((cell) => cell.trim()))
}

/** What stands in back-quotes. */
export const words = (cell = ''): readonly string[] => [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, word]) => word ?? [])
