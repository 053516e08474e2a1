import { readFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { FileUnreadable, RecordingsMissing } from '../protocol/errors.ts'

/** Names of files: a directory stands for all `*.json` below it, in their order. Throws FileUnreadable or RecordingsMissing. */
export const jsonFiles = async (path: string): Promise<readonly string[]> => {
  if (!await readable(path, async () => (await stat(path)).isDirectory())) return [path]
  const names = await readable(path, () => readdir(path, { recursive: true }))
  const files = names.filter((name) => name.endsWith('.json')).toSorted().map((name) => join(path, name))
  if (files.length === 0) throw new RecordingsMissing(path)
  return files
}

/** Content of a file. Throws FileUnreadable. */
export const textOfFile = (file: string): Promise<string> => readable(file, () => readFile(file, 'utf8'))

const readable = async <Value>(file: string, read: () => Promise<Value>): Promise<Value> => {
  try {
    return await read()
  } catch (cause) {
    throw new FileUnreadable(file, cause instanceof Error ? cause.message : String(cause))
  }
}
