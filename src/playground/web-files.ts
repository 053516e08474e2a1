import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { erasedTypes } from '../kit/erased-types.ts'
import { NotFound } from '../protocol/errors.ts'
import { importMap, moduleFile } from './page-module.ts'

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

/** A page of the folder of pages. */
export interface WebPage {
  /** Its file, such as `index.html`. */
  readonly page: string
  /** Its path, such as `/`. */
  readonly at: string
  /** Packages that it may import. */
  readonly packages: readonly string[]
}

export interface WebFiles {
  /** Paths below which there are files. */
  readonly paths: readonly string[]
  readonly find: (path: string) => WebFile | undefined
  /** What the page holds itself, for the content security policy: browsers take import maps from nowhere else. */
  readonly inlineHashes: readonly string[]
}

/** Files by their paths: the page, `/web/…` modules and styles of all pages, `/modules/…` packages. Each is read once. */
export const webFiles = ({ page, at, packages }: WebPage): WebFiles => {
  const own = new Map(readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => extname(name) in mediaTypes).map((name) => [`/web/${name}`, fileURLToPath(new URL(name, folder))]))
  const read = new Map<string, WebFile>()
  const find = (path: string): WebFile | undefined => {
    const known = read.get(path)
    if (known !== undefined) return known
    const made = path === at ? pageFile(page, packages) : fromDisk(own.get(path) ?? moduleFile(path, packages))
    if (made !== undefined) read.set(path, made)
    return made
  }
  return { paths: [at, '/web/*', '/modules/*'], find, inlineHashes: [digest(importMap(packages))] }
}

/** Answers for the files of a page; unchanged ones are not sent again. */
export const registerFiles = (app: FastifyInstance, { paths, find }: WebFiles): void => {
  for (const path of paths) {
    app.get(path, { schema: { hide: true } }, (request, reply) => {
      const asked = request.url.split('?', 1)[0] ?? ''
      const file = find(asked)
      if (file === undefined) throw new NotFound(request.method, asked)
      reply.header('etag', file.etag).header('cache-control', 'no-cache')
      if (request.headers['if-none-match'] === file.etag) return reply.code(304).send()
      return reply.header('content-type', file.mediaType).send(file.text)
    })
  }
}

const fromDisk = (file: string | undefined): WebFile | undefined => {
  if (file === undefined || !existsSync(file)) return undefined
  const text = readFileSync(file, 'utf8')
  return webFile(extname(file) === '.ts' ? erasedTypes(text) : text, mediaTypes[extname(file)] ?? '')
}

const webFile = (text: string, mediaType: string): WebFile => ({ mediaType, text, etag: `"${digest(text)}"` })

const pageFile = (page: string, packages: readonly string[]): WebFile | undefined => {
  const file = new URL(page, folder)
  return existsSync(file) ? webFile(readFileSync(file, 'utf8').replace('{{importMap}}', importMap(packages)), 'text/html; charset=utf-8') : undefined
}

const digest = (text: string): string => createHash('sha256').update(text).digest('base64')
