import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { trusted } from '../../src/protocol/trusted.ts'

/** Folders of the packages that files come from. */
export const packageFolders = (files: readonly string[]): readonly string[] =>
  files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0] ?? [])

/** Licences of packages, as they ask to be handed on with what was made of them. */
export const notices = async (folders: readonly string[]): Promise<string> => {
  const texts = await Promise.all([...new Set(folders)].map(notice))
  return [...new Set(texts)].toSorted().join(`\n${'-'.repeat(80)}\n\n`)
}

const notice = async (folder: string): Promise<string> => {
  const { name = '', version = '', license = '' } = trusted<Record<string, string>>(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')))
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice|copying|thirdpartynotice)/i.test(file)).toSorted()
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
  return [`${name} ${version} (${license})`, '', ...texts].join('\n')
}
