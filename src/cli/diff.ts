import { UsageInvalid } from '../protocol/errors.ts'
import { diffText } from '../diff/object-diff.ts'
import type { ObjectDiff } from '../diff/object-diff.ts'
import { checkedSettings } from './checked-settings.ts'
import { textOption } from './command.ts'
import type { Command, OptionValues, Terminal } from './command.ts'
import { diffLive } from './diff-live.ts'
import { diffRecordings } from './diff-recordings.ts'
import { diffRenderings } from './diff-renderings.ts'

const help = `
Says what a change causes, object by object: pods that are rolled, objects that are made, changed in place, replaced, deleted
or refused by the API server.

Usage: kaspr-hooks diff OLD NEW            two files; parents are rendered, everything else is taken as it is
       kaspr-hooks diff FILE... --live     a file and the cluster of KUBECONFIG: what applying it would change
       kaspr-hooks diff --recordings DIR   recorded answers and those of this build

  -o, --output    text (default) or json: [{object, effect, pods, changes[{path, from, to}], reason}],
                  effect is rolls, inPlace, replaces, deletes, creates, refused or none
  --exit-code     exit with 1 when there are differences
  -n, --namespace namespace of documents that name none (default: default)
  --kubeconfig    with --live: this file instead of KUBECONFIG
  --context       with --live: this context instead of the current one

--live only reads from the cluster: Metacontroller's work is done on a copy in memory until nothing changes any longer,
while pods stand still. Objects of the same namespaces that follow from the change are told too. Defaults of the API
server and equal amounts (1Gi, 1024Mi) are no differences; values of Secrets show as ***.
Exit code 0 also with differences (see --exit-code), 1 after an error, 2 for wrong usage.

Example: kaspr-hooks diff old.yaml new.yaml --exit-code
`

interface Result {
  readonly diffs: readonly ObjectDiff[]
  /** Something could not be compared; standard error says what. */
  readonly isComplete: boolean
}

export const diffCommand: Command = {
  name: 'diff',
  summary: 'say what a change causes: pods rolled, objects changed, refused, deleted',
  help,
  options: {
    'output': { type: 'string', short: 'o' },
    'exit-code': { type: 'boolean' },
    'namespace': { type: 'string', short: 'n' },
    'live': { type: 'boolean' },
    'recordings': { type: 'string' },
    'kubeconfig': { type: 'string' },
    'context': { type: 'string' },
  },
  run: async ({ positionals, values }, terminal) => {
    const output = textOption(values, 'output', 'text')
    if (output !== 'text' && output !== 'json') throw new UsageInvalid(`-o takes text or json, not ${output}`)
    const { diffs, isComplete } = await compare(positionals, values, terminal)
    if (output === 'json') terminal.out(`${JSON.stringify(diffs, null, 2)}\n`)
    else terminal.out(diffs.length === 0 ? 'no differences\n' : diffs.map(diffText).join(''))
    return !isComplete || (diffs.length > 0 && values['exit-code'] === true) ? 1 : 0
  },
}

const compare = (positionals: readonly string[], values: OptionValues, terminal: Terminal): Promise<Result> => {
  const { recordings, live: isLive = false } = values
  if (typeof recordings === 'string') {
    if (isLive !== false || positionals.length > 0) throw new UsageInvalid('--recordings stands alone')
    return diffRecordings(recordings, terminal)
  }
  if (isLive === false) return renderings(pairOf(positionals), values, terminal)
  if (positionals.length === 0) throw new UsageInvalid('name the files that would be applied')
  return live(positionals, values, terminal)
}

const pairOf = ([before, after, ...more]: readonly string[]): readonly [string, string] => {
  if (before === undefined || after === undefined || more.length > 0) throw new UsageInvalid('name two files, or files and --live, or --recordings and a directory')
  if (before === '-' && after === '-') throw new UsageInvalid('only one of the files can be standard input')
  return [before, after]
}

const namespaceOf = (values: OptionValues): string => textOption(values, 'namespace', 'default')

const renderings = async ([before, after]: readonly [string, string], values: OptionValues, terminal: Terminal): Promise<Result> => {
  const around = { terminal, settings: checkedSettings(terminal), namespace: namespaceOf(values) }
  return { diffs: await diffRenderings(before, after, around), isComplete: true }
}

const live = async (files: readonly string[], values: OptionValues, terminal: Terminal): Promise<Result> => {
  const where = { kubeconfig: textOption(values, 'kubeconfig', '') || undefined, context: textOption(values, 'context', '') || undefined }
  const { diffs, failures } = await diffLive(files, { terminal, settings: checkedSettings(terminal), namespace: namespaceOf(values), ...where })
  for (const { code, message } of failures) terminal.err(`${code}: ${message}\n`)
  return { diffs, isComplete: failures.length === 0 }
}
