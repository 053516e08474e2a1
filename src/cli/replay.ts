import { controllers } from '../../hooks/index.ts'
import { changeText } from '../diff/shown.ts'
import { UsageInvalid } from '../protocol/errors.ts'
import { readRecording, withSettings } from '../recording/recording.ts'
import { codedError, replay } from '../recording/replay.ts'
import type { Replay } from '../recording/replay.ts'
import { textOption } from './command.ts'
import type { Command, Terminal } from './command.ts'
import { jsonFiles, textOfFile } from './json-files.ts'

const help = `
Calls the hooks of recorded requests again and shows where the answers differ from the recorded ones.

Usage: kaspr-hooks replay RECORDING... [-o text|json]

  RECORDING       a JSON file {controller, hook, now, settings, request, response?}, or a directory:
                  all *.json below it. Answers depend on nothing else. Of the environment nothing is read but
                  settings that are secrets, which are masked in recordings; without them such a one is not replayed.
  -o, --output    text (default) or json: one line a recording {recording, answer, equal, differences}.
                  equal is null when there is nothing to compare; error is there when the hook failed.

Children are compared by what they are, whatever their order; values of Secrets show as ***.
Exit code 1 when an answer differs, a hook fails or a recording cannot be read.

Example: kaspr-hooks replay recordings/ -o json
`

export const replayCommand: Command = {
  name: 'replay',
  summary: 'call recorded hooks again and show how the answers differ',
  help,
  options: { output: { type: 'string', short: 'o' } },
  run: async ({ positionals, values }, terminal) => {
    const output = textOption(values, 'output', 'text')
    if (positionals.length === 0) throw new UsageInvalid('name at least one recording')
    if (output !== 'text' && output !== 'json') throw new UsageInvalid(`-o takes text or json, not ${output}`)
    const print = output === 'json' ? printJson : printText
    let isGood = true
    for (const path of positionals) isGood = await replayAll(path, print, terminal) && isGood
    return isGood ? 0 : 1
  },
}

type Print = (result: Replay, terminal: Terminal) => void

/** One recording after the other: an hour of recordings does not fit into memory. */
const replayAll = async (path: string, print: Print, terminal: Terminal): Promise<boolean> => {
  let isGood = true
  const files = await jsonFiles(path).catch((cause: unknown) => failed(cause, terminal))
  for (const file of files ?? []) {
    const result = await replayFile(file, terminal).catch((cause: unknown) => failed(cause, terminal))
    if (result !== undefined) print(result, terminal)
    isGood = isGood && result !== undefined && result.equal !== false && result.error === undefined
  }
  return isGood && files !== undefined
}

/** A broken recording does not keep the others from being replayed. */
const failed = (cause: unknown, { err }: Terminal): undefined => {
  const { code, message } = codedError(cause)
  err(`${code}: ${message}\n`)
  return undefined
}

const replayFile = async (file: string, { env }: Terminal): Promise<Replay> =>
  replay(withSettings(readRecording(await textOfFile(file), file), env), file, controllers)

const printJson: Print = (result, { out }) => { out(`${JSON.stringify(result)}\n`) }

const printText: Print = ({ recording, equal, differences, error }, { out, err }) => {
  if (error !== undefined) err(`${error.code}: ${recording}: ${error.message}\n`)
  out(`${recording}: ${verdict({ equal, differences, error })}\n${differences.map((change) => `  ${changeText(change)}\n`).join('')}`)
}

const verdict = ({ equal, differences, error }: { equal: boolean | null; differences: readonly unknown[]; error: Replay['error'] }): string => {
  if (error !== undefined) return equal === null ? 'not replayed' : 'the hook failed'
  if (equal === null) return 'answered; no answer was recorded to compare with'
  return equal ? 'equal' : `differs in ${differences.length} place${differences.length === 1 ? '' : 's'}`
}
