import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { objectOf } from '../cluster/json-fields.ts'
import type { Example } from '../playground/playground.ts'
import { parseJsonText } from '../protocol/json.ts'

const folder = new URL('../../examples/', import.meta.url)

/** Examples that make a good first picture: little, much, and by the clock. */
export const firstExamples = ['quickstart', 'counting', 'join', 'packages-minimal']

/** What is there from the start where a Studio is: a program, and a parent for it. */
export const studioExamples = ['studio/greeting', 'studio/hello']

/** All examples of this repository, by name, those of a folder with its name; none where they were not shipped. */
export const playgroundExamples = async (): Promise<readonly Example[]> => {
  if (!existsSync(folder)) return []
  const files = (await readdir(folder, { encoding: 'utf8', recursive: true })).filter((file) => /\.(yaml|json)$/.test(file)).toSorted()
  return (await Promise.all(files.map(exampleIn))).flat()
}

const exampleIn = async (file: string): Promise<readonly Example[]> => {
  const text = await readFile(new URL(file, folder), 'utf8')
  const name = file.replace(/\.\w+$/, '')
  if (file.endsWith('.yaml')) return [{ name, summary: firstSentence(text), text }]
  const { kind, metadata } = objectOf(parseJsonText(text))
  // Requests and recordings are nothing to apply.
  return typeof kind === 'string' ? [{ name, summary: `${kind} ${String(objectOf(metadata)['name'])}, as JSON`, text }] : []
}

/** The comment at the top says what an example shows; as much of it as ends in a full stop or a colon. */
const firstSentence = (text: string): string => {
  const comment = /^(?:#.*\n)+/.exec(text)?.[0].replaceAll(/^# ?/gm, '').replaceAll('\n', ' ') ?? ''
  return /^.*?[.:](?= |$)/.exec(comment)?.[0].replace(/[.:]$/, '') ?? comment.trim()
}
