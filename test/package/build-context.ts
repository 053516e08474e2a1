import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What `.dockerignore` lets through: everything is left out, and some paths come back. */
export const sentPaths = (): readonly string[] => {
  const lines = readFileSync('.dockerignore', 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return lines[0] === '*' ? lines.slice(1).map((line) => line.replace(/^!/, '')) : []
}

/** Whether the builder gets a file or a folder. */
export const isSent = (path: string): boolean => existsSync(path) && sentPaths().some((sent) => path === sent || path.startsWith(`${sent}/`))

/** Lays what the builder would get into a folder, with the packages that its `npm ci` would install. */
export const layContext = (into: string): void => {
  for (const path of sentPaths()) {
    mkdirSync(dirname(join(into, path)), { recursive: true })
    cpSync(path, join(into, path), { recursive: true })
  }
  symlinkSync(join(process.cwd(), 'node_modules'), join(into, 'node_modules'))
}
