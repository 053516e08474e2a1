import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, posix } from 'node:path'

// The only files of the machine that the compiler ever sees: the standard library without a browser, and the package
// kubernetes-types. Names are checked against patterns, so that no text of a program can ask for another one.

const require = createRequire(import.meta.url)

const places = [
  { pattern: /^\/lib\/(lib\.(?:es\d*|decorators)[a-z0-9.]*\.d\.ts)$/, folder: () => dirname(require.resolve('typescript')) },
  { pattern: /^\/kubernetes-types\/((?:[a-z]+\/v[a-z0-9]+|api\/resource|runtime)\.d\.ts)$/, folder: () => dirname(require.resolve('kubernetes-types/package.json')) },
]

const read = new Map<string, string | undefined>()

/** Text of a file of the compiler's own world, such as `/lib/lib.es5.d.ts`; undefined for every other name. */
export const packagedFile = (name: string): string | undefined => {
  if (!read.has(name)) read.set(name, textOf(name))
  return read.get(name)
}

const textOf = (name: string): string | undefined => {
  for (const { pattern, folder } of places) {
    const inside = pattern.exec(name)?.[1]
    if (inside !== undefined) return textIn(`${folder()}/${inside}`)
  }
  return undefined
}

const textIn = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // A version of Kubernetes that the package does not have: the import fails, and the type is unknown.
    return undefined
  }
}

/** File that an import of the package's own files, or of the generated types, means. */
export const packagedModule = (specifier: string, importing: string): string | undefined => {
  const name = specifier.startsWith('.') ? posix.join(posix.dirname(importing), specifier) : `/${specifier}`
  return packagedFile(`${name}.d.ts`) === undefined ? undefined : `${name}.d.ts`
}
