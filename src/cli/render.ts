import { stringify } from 'yaml'
import { controllers } from '../../hooks/index.ts'
import { configured } from '../kit/configured.ts'
import { UsageInvalid } from '../protocol/errors.ts'
import type { JsonObject } from '../protocol/json.ts'
import { checkedSettings } from './checked-settings.ts'
import { textOption } from './command.ts'
import type { Command, Terminal } from './command.ts'
import { placeOf, readDocuments } from './documents.ts'
import type { Source } from './documents.ts'
import { isRead, renderWithPrograms } from './rendering.ts'
import type { Rendered, Rendering } from './rendering.ts'

const help = `
Prints every object that the given resources would become, without a cluster.

Usage: kaspr-hooks render FILE... [-o yaml|json] [--parent kind/name] [-n namespace]

  FILE            YAML or JSON with one or many documents; - reads standard input.
                  Give an app and its components together, and with a program of the Studio its revision and the
                  CRD of its parents.
  -o, --output    yaml (default) or json: one v1 List
  --parent        print the children of this parent only, for example kasprapp/orders
  -n, --namespace namespace of documents that name none (default: default)

Mistakes are printed on standard error with file, document and field path. Exit code 1 when any parent is invalid.
Settings of the service are read from the environment, for example KASPR_IMAGE_REGISTRY.

Example: kaspr-hooks render examples/quickstart.yaml -o json
`

export const renderCommand: Command = {
  name: 'render',
  summary: 'print the objects that resources become, without a cluster',
  help,
  options: {
    output: { type: 'string', short: 'o' },
    parent: { type: 'string' },
    namespace: { type: 'string', short: 'n' },
  },
  run: async ({ positionals, values }, terminal) => {
    const output = textOption(values, 'output', 'yaml')
    if (positionals.length === 0) throw new UsageInvalid('name at least one file')
    if (output !== 'yaml' && output !== 'json') throw new UsageInvalid(`-o takes yaml or json, not ${output}`)
    const wanted = parentFilter(textOption(values, 'parent', ''))
    const settings = checkedSettings(terminal)
    const sources = await readDocuments(positionals, terminal)
    const context = { now: terminal.now(), settings }
    const rendering = await renderWithPrograms(sources, { controllers: configured(controllers, settings), context, namespace: textOption(values, 'namespace', 'default'), wanted })
    print(rendering, output, terminal)
    return report(rendering, terminal)
  },
}

const parentFilter = (given: string): ((source: Source) => boolean) => {
  if (given === '') return () => true
  const [kind = '', name, ...rest] = given.split('/')
  if (kind === '' || name === undefined || name === '' || rest.length > 0) throw new UsageInvalid(`--parent takes kind/name, not ${given}`)
  return ({ object }) => object.kind.toLowerCase() === kind.toLowerCase() && object.metadata.name === name
}

const print = ({ parents }: Rendering, output: string, { out }: Terminal): void => {
  const items: readonly JsonObject[] = parents.flatMap(({ children }) => children)
  if (output === 'json') out(`${JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, null, 2)}\n`)
  else items.forEach((item) => { out(`---\n${stringify(item, { lineWidth: 0, aliasDuplicateObjects: false })}`) })
}

const report = ({ parents, skipped }: Rendering, { err }: Terminal): number => {
  skipped.filter((source) => !isRead(controllers, source)).forEach((source) => { err(`note: ${placeOf(source)}: no controller serves ${source.object.apiVersion} ${source.object.kind}, skipped\n`) })
  parents.forEach((rendered) => { reportParent(rendered, err) })
  if (parents.length === 0) err('error: KH_NOTHING_TO_RENDER: none of the documents is a parent that was asked for\n')
  return parents.length === 0 || parents.some(({ problems }) => problems.length > 0) ? 1 : 0
}

const reportParent = ({ source, problems, ignored }: Rendered, err: Terminal['err']): void => {
  ignored.forEach((path) => { err(`warning: ${placeOf(source)}: ${path}: unknown field, ignored\n`) })
  problems.forEach(({ path, message }) => { err(`error: ${placeOf(source)}: ${path}: ${message}\n`) })
}
