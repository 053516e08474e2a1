import { fileURLToPath } from 'node:url'

/** Packages that the page imports, with all that they import: one file each, and no others are served. */
export const packages = [
  '@codemirror/commands', '@codemirror/lang-yaml', '@codemirror/language', '@codemirror/lint', '@codemirror/state',
  '@codemirror/streamparser', '@codemirror/view', '@lezer/common', '@lezer/highlight', '@lezer/lr', '@lezer/yaml', '@marijn/find-cluster-break',
  'crelt', 'style-mod', 'w3c-keyname',
] as const

const pathOf = (name: string): string => `/modules/${name}.js`

/** The import map of the page. */
export const importMap = (): string => JSON.stringify({ imports: Object.fromEntries(packages.map((name) => [name, pathOf(name)])) })

/** File of a package by its path on the server; undefined for every other path. */
export const moduleFile = (path: string): string | undefined => {
  const name = packages.find((known) => pathOf(known) === path)
  return name === undefined ? undefined : fileURLToPath(import.meta.resolve(name))
}
