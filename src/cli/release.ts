import { readFile } from 'node:fs/promises'
import { isObject, parseJsonText } from '../protocol/json.ts'

/** Version of the package, from its own package.json. */
export const release = async (): Promise<string> => {
  const described = parseJsonText(await readFile(new URL('../../package.json', import.meta.url), 'utf8'))
  return isObject(described) ? String(described['version']) : ''
}
