import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { importMap, moduleFile } from './page-module.ts'
import { erasedTypes } from '../kit/erased-types.ts'

/** A file of the page, as it is sent. */
export interface WebFile {
  readonly mediaType: string
  readonly text: string
  readonly etag: string
}

const folder = new URL('../../web/', import.meta.url)

const mediaTypes: Readonly<Record<string, string>> = {
  '.ts': 'text/javascript; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml',
}

/** Files by their paths: `/` the page, `/web/…` its modules and styles, `/modules/…` packages. Each is read once. */
export const webFiles = (): ((path: string) => WebFile | undefined) => {
  const own = new Map(readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => extname(name) in mediaTypes).map((name) => [`/web/${name}`, fileURLToPath(new URL(name, folder))]))
  const read = new Map<string, WebFile>()
  return (path) => {
    const known = read.get(path)
    if (known !== undefined) return known
    const made = path === '/' ? page() : fromDisk(own.get(path) ?? moduleFile(path))
    if (made !== undefined) read.set(path, made)
    return made
  }
}

const fromDisk = (file: string | undefined): WebFile | undefined => {
  if (file === undefined || !existsSync(file)) return undefined
  const text = readFileSync(file, 'utf8')
  return webFile(extname(file) === '.ts' ? erasedTypes(text) : text, mediaTypes[extname(file)] ?? '')
}

const webFile = (text: string, mediaType: string): WebFile => ({ mediaType, text, etag: `"${digest(text)}"` })

const page = (): WebFile =>
  webFile(readFileSync(new URL('index.html', folder), 'utf8').replace('{{importMap}}', importMap()), 'text/html; charset=utf-8')

/** What the page holds itself, for the content security policy: browsers take import maps from nowhere else. */
export const inlineHashes = (): readonly string[] => [digest(importMap())]

const digest = (text: string): string => createHash('sha256').update(text).digest('base64')
