import { environmentName } from '../hooks/environment/environment-name.ts'
import type { NameParts } from '../hooks/environment/environment-name.ts'
import { textOption } from '../src/cli/command.ts'
import type { Command, OptionValues } from '../src/cli/command.ts'
import { UsageInvalid } from '../src/protocol/errors.ts'

const help = `
Prints the name that an Environment, and with it its namespace, has to have.

Usage: kaspr-hooks env name --team TEAM --project PROJECT --environment ENVIRONMENT

  --team         spec.team
  --project      spec.project
  --environment  spec.environment, such as main or pr-123
  -o, --output   text (default) or json: {name, namespace, team, project, environment}

The parts are joined by hyphens. Where one of them was changed, cut, or holds a hyphen itself, a hash of all three tells
names apart that would be equal otherwise.

Example: kaspr-hooks env name --team acme --project shop --environment pr-7
`

export const env: Command = {
  name: 'env',
  summary: 'print the name of a preview environment: env name',
  help,
  options: { team: { type: 'string' }, project: { type: 'string' }, environment: { type: 'string' }, output: { type: 'string', short: 'o' } },
  run: async ({ positionals, values }, { out, err }) => {
    const [verb, ...rest] = positionals
    if (verb !== 'name' || rest.length > 0) throw new UsageInvalid(`say name${positionals.length === 0 ? '' : `, not ${positionals.join(' ')}`}`)
    const output = textOption(values, 'output', 'text')
    if (output !== 'text' && output !== 'json') throw new UsageInvalid(`-o takes text or json, not ${output}`)
    const parts = { team: part(values, 'team'), project: part(values, 'project'), environment: part(values, 'environment') }
    const name = nameOf(parts)
    out(output === 'json' ? `${JSON.stringify({ name, namespace: name, ...parts })}\n` : `${name}\n`)
    if (!name.startsWith(`${parts.team}-`)) err(`the name of an Environment begins with its team: spec.team has to be written as in this name, not ${parts.team}\n`)
    return 0
  },
}

const part = (values: OptionValues, name: keyof NameParts): string => {
  const text = textOption(values, name, '')
  if (!/[a-z0-9]/i.test(text)) throw new UsageInvalid(`--${name} takes a text with a letter or a digit${text === '' ? '' : `, not ${text}`}`)
  return text
}

const nameOf = (parts: NameParts): string => {
  const name = environmentName(parts)
  if (name === undefined) throw new UsageInvalid('nothing of these words can stand in a name')
  return name
}
