import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import type { Example } from '../playground/playground.ts'

const folder = new URL('../../examples/', import.meta.url)

/** Examples that make a good first picture: little, much, and by the clock. */
export const firstExamples = ['quickstart', 'counting', 'join', 'packages-minimal']

/** All examples of this repository, by name, those of a folder with its name; none where they were not shipped. */
export const playgroundExamples = async (): Promise<readonly Example[]> => {
  if (!existsSync(folder)) return []
  const files = (await readdir(folder, { encoding: 'utf8', recursive: true })).filter((file) => file.endsWith('.yaml')).toSorted()
  return Promise.all(files.map(async (file) => {
    const text = await readFile(new URL(file, folder), 'utf8')
    return { name: file.slice(0, -'.yaml'.length), summary: firstSentence(text), text }
  }))
}

/** The comment at the top says what an example shows; as much of it as ends in a full stop or a colon. */
const firstSentence = (text: string): string => {
  const comment = /^(?:#.*\n)+/.exec(text)?.[0].replaceAll(/^# ?/gm, '').replaceAll('\n', ' ') ?? ''
  return /^.*?[.:](?= |$)/.exec(comment)?.[0].replace(/[.:]$/, '') ?? comment.trim()
}
