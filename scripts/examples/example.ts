import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { controllers } from '../../hooks/index.ts'
import { readDocuments } from '../../src/cli/documents.ts'
import type { Source } from '../../src/cli/documents.ts'
import { render } from '../../src/cli/rendering.ts'
import type { Rendering } from '../../src/cli/rendering.ts'
import type { HookContext } from '../../src/kit/controller.ts'
import type { Settings } from '../../src/kit/settings.ts'
import { created } from './identity.ts'

const folder = new URL('../../examples/', import.meta.url).pathname

/** A file of examples/ and what it becomes. */
export interface Example {
  readonly name: string
  readonly sources: readonly Source[]
  readonly rendering: Rendering
}

/** The clock stands still and no setting is set but those that an example names, so that everybody gets the same. */
export const context: HookContext = { now: created, settings: {} }

/** Names of the files without `.yaml`, in order; those of a folder with its name: `oaat/nightly-backups`. */
export const exampleNames: readonly string[] = readdirSync(folder, { encoding: 'utf8', recursive: true }).filter((file) => file.endsWith('.yaml')).map((file) => file.slice(0, -5)).toSorted()

/** The comment at the top of an example. */
export const headerOf = (name: string): string => /^(?:#.*\n)*/.exec(readFileSync(join(folder, `${name}.yaml`), 'utf8'))?.[0] ?? ''

/** Settings that the comment at the top of an example exports. */
export const settingsOf = (name: string): Settings => {
  const words = /^# export (.*)$/m.exec(headerOf(name))?.[1]?.split(' ') ?? []
  return Object.fromEntries(words.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]))
}

/** Reads and renders an example as the command `render` does. */
export const exampleNamed = async (name: string): Promise<Example> => {
  const sources = await readDocuments([join(folder, `${name}.yaml`)], silent)
  return { name, sources, rendering: render(sources, { controllers, context: { ...context, settings: settingsOf(name) }, namespace: 'default', wanted: () => true }) }
}

const silent = { out: () => undefined, err: () => undefined, stdin: () => Promise.resolve(''), env: {}, now: () => created }
