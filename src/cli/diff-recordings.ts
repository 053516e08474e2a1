import { controllers } from '../../hooks/index.ts'
import type { ObjectDiff } from '../diff/object-diff.ts'
import { readRecording, withSettings } from '../recording/recording.ts'
import { recordingDiff } from '../recording/recording-diff.ts'
import { codedError, recordedController } from '../recording/replay.ts'
import type { Terminal } from './command.ts'
import { jsonFiles, textOfFile } from './json-files.ts'

/** What this build would change, and whether every recording could be answered. */
export interface RecordingsDiff {
  readonly diffs: readonly ObjectDiff[]
  readonly isComplete: boolean
}

/** Compares this build with all recorded answers below a directory. One and the same change is told once. */
export const diffRecordings = async (directory: string, { err, env }: Terminal): Promise<RecordingsDiff> => {
  const found = new Map<string, ObjectDiff>()
  let isComplete = true
  for (const file of await jsonFiles(directory)) {
    const diffs = await diffFile(file, env).catch((cause: unknown) => {
      const { code, message } = codedError(cause)
      err(`${code}: ${message.startsWith(file) ? message : `${file}: ${message}`}\n`)
    })
    isComplete = isComplete && diffs !== undefined
    for (const diff of diffs ?? []) found.set(JSON.stringify(diff), diff)
  }
  return { diffs: [...found.values()].toSorted((a, b) => a.object < b.object ? -1 : Number(a.object > b.object)), isComplete }
}

const diffFile = async (file: string, env: Terminal['env']): Promise<readonly ObjectDiff[]> => {
  const recording = withSettings(readRecording(await textOfFile(file), file), env)
  return recordingDiff(recording, recordedController(recording, file, controllers))
}
