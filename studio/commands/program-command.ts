import { textOption } from '../../src/cli/command.ts'
import type { Command, OptionValues } from '../../src/cli/command.ts'
import { UsageInvalid } from '../../src/protocol/errors.ts'
import { check } from './check.ts'
import { openPrograms } from './program-access.ts'
import type { OpenPrograms } from './program-access.ts'
import type { ProgramTask } from './program-task.ts'
import { publish } from './publish.ts'
import { push } from './push.ts'
import { rollback } from './rollback.ts'

const help = `
Works on programs of the Studio as files, for example from Git.

Usage: kaspr-hooks program check DIR [--types-only]
       kaspr-hooks program push DIR -m MESSAGE [--base REVISION]
       kaspr-hooks program publish DIR|NAME [--revision REVISION] [--override REASON]
       kaspr-hooks program rollback DIR|NAME [--to REVISION]

  check           types, rules and properties of a folder, without a cluster; exit code 1 when something is wrong
  push            makes program.ts a revision; its author is whom the API server knows you as
  publish         lets a revision answer: that of the folder's program.ts, or the newest one of a program
  rollback        back to the last good revision, or to one that was active before

  DIR             holds program.ts, a HookProgram in a *.yaml, and if you like CRDs in further *.yaml and fixtures
                  in recordings/*.json
  --types-only    leave out the properties: nothing is run
  -m, --message   what was changed and why
  --base          revision that program.ts was made from; the newest one when absent
  --revision      publish this one
  --override      publish in spite of checks that failed or are missing; the reason is kept
  --to            back to this one
  -o, --output    text (default) or json
  --kubeconfig    this file instead of KUBECONFIG
  --context       this context instead of the current one

Example: kaspr-hooks program check examples/studio
`

const options = {
  'types-only': { type: 'boolean' },
  message: { type: 'string', short: 'm' }, base: { type: 'string' }, revision: { type: 'string' }, override: { type: 'string' }, to: { type: 'string' },
  output: { type: 'string', short: 'o' }, kubeconfig: { type: 'string' }, context: { type: 'string' },
} as const

type Verb = 'check' | 'push' | 'publish' | 'rollback'

const cluster = ['kubeconfig', 'context'] as const

/** What each verb does, and the options that mean something to it. */
const verbs: Readonly<Record<Verb, { readonly run: (task: ProgramTask) => Promise<number>; readonly options: readonly string[] }>> = {
  check: { run: check, options: ['types-only'] },
  push: { run: push, options: ['message', 'base', ...cluster] },
  publish: { run: publish, options: ['revision', 'override', ...cluster] },
  rollback: { run: rollback, options: ['to', ...cluster] },
}

const isVerb = (word: string | undefined): word is Verb => word !== undefined && Object.hasOwn(verbs, word)

/** The command for a way to reach a cluster. */
export const programCommand = (open: OpenPrograms): Command => ({
  name: 'program',
  summary: 'check, push, publish and roll back programs of the Studio',
  help,
  options,
  run: async ({ positionals: [verb, target, ...more], values }, terminal) => {
    if (!isVerb(verb)) throw new UsageInvalid(`say check, push, publish or rollback${verb === undefined ? '' : `, not ${verb}`}`)
    if (target === undefined || more.length > 0) throw new UsageInvalid(`${verb} takes one ${verb === 'check' || verb === 'push' ? 'folder' : 'folder or name of a program'}`)
    checkOptions(verb, values)
    return verbs[verb].run({ target, values, terminal, open })
  },
})

const checkOptions = (verb: Verb, values: OptionValues): void => {
  const output = textOption(values, 'output', 'text')
  if (output !== 'text' && output !== 'json') throw new UsageInvalid(`-o takes text or json, not ${output}`)
  const strange = Object.keys(values).find((name) => name !== 'output' && !verbs[verb].options.includes(name))
  if (strange !== undefined) throw new UsageInvalid(`${verb} takes no --${strange}`)
}

export const program = programCommand(openPrograms)
