import { fileURLToPath } from 'node:url'

/** Packages that the page imports, with all that they import: one file each, and no others are served. */
export const packages = [
  '@codemirror/commands', '@codemirror/lang-yaml', '@codemirror/language', '@codemirror/lint', '@codemirror/state',
  '@codemirror/streamparser', '@codemirror/view', '@lezer/common', '@lezer/highlight', '@lezer/lr', '@lezer/yaml', '@marijn/find-cluster-break',
  'crelt', 'style-mod', 'w3c-keyname',
] as const

const pathOf = (name: string): string => `/modules/${name}.js`

/** The import map of a page. */
export const importMap = (names: readonly string[]): string => JSON.stringify({ imports: Object.fromEntries(names.map((name) => [name, pathOf(name)])) })

/** File of one of some packages by its path on the server; undefined for every other path. */
export const moduleFile = (path: string, names: readonly string[]): string | undefined => {
  const name = names.find((known) => pathOf(known) === path)
  return name === undefined ? undefined : fileURLToPath(import.meta.resolve(name))
}
