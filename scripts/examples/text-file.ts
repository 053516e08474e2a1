import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'

/** A file that a script writes; the path is relative to the root of the repository. */
export interface TextFile {
  readonly path: string
  readonly text: string
}

const place = (path: string): URL => new URL(`../../${path}`, import.meta.url)

/** Text of a file; undefined when it is not there. */
export const textAt = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(place(path), 'utf8')
  } catch {
    return undefined
  }
}

/** Makes a folder hold exactly these files; answers what was changed, one line each. */
export const writeFolder = async (folder: string, files: readonly TextFile[]): Promise<readonly string[]> => {
  await mkdir(place(folder), { recursive: true })
  const entries = await readdir(place(`${folder}/`), { withFileTypes: true, recursive: true })
  const there = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => relative(place('').pathname, join(parentPath, name)))
  const superfluous = there.filter((path) => !files.some((file) => file.path === path))
  await Promise.all(superfluous.map((path) => rm(place(path))))
  const written = await Promise.all(files.map(async ({ path, text }) => {
    if (await textAt(path) === text) return []
    await mkdir(dirname(place(path).pathname), { recursive: true })
    await writeFile(place(path), text)
    return [`wrote ${path}`]
  }))
  return [...superfluous.map((path) => `removed ${path}`), ...written.flat()]
}
