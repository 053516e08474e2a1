import { KasprApp } from '../../hooks/kaspr/kasprapp/resource.ts'
import { KasprMemberSet } from '../../hooks/kaspr/kasprmemberset/resource.ts'
import { textOption } from '../../src/cli/command.ts'
import type { Command, OptionValues, Terminal } from '../../src/cli/command.ts'
import { codeOf } from '../../src/engine/api-errors.ts'
import type { Clock } from '../../src/engine/object-store.ts'
import { pause } from '../../src/engine/pause.ts'
import { systemClock } from '../../src/kube/system-clock.ts'
import { ObjectsMissing, UsageInvalid } from '../../src/protocol/errors.ts'
import { clusterOptions, openCluster } from '../cluster/access.ts'
import type { Open } from '../cluster/access.ts'
import { patiently } from '../cluster/patience.ts'
import { ofKind, readCluster, readFiles } from '../cluster/snapshot.ts'
import type { Reading, Snapshot } from '../cluster/snapshot.ts'
import { componentControllers } from '../controllers.ts'
import { appDetails } from './app-details.ts'
import { appRow } from './app-row.ts'
import { detailsText, rowsText } from './status-text.ts'

const help = `
Shows how apps are: members, leader, rebalances, strikes, operations, and why members were replaced last.

Usage: kaspr-hooks status [APP] [FILE...]
       kubectl kaspr status [APP]

  APP                  one app in detail: members, conditions, operations, components with problems
  FILE                 resources as "kubectl get -o yaml" gives them, instead of a cluster: a name with a
                       slash or that ends in .yaml, .yml or .json; - is standard input
  -n, --namespace      namespace; that of the current context when absent
  -A, --all-namespaces all namespaces
  -o, --output         text (default) or json: a list of apps; what is unknown is null
  -w, --watch          look again every two seconds, print what changed, until interrupted
  --kubeconfig         this file instead of KUBECONFIG
  --context            this context instead of the current one

Example: kaspr-hooks status orders -n shop
`

/** How a command comes to its cluster and to its time. */
export interface StatusParts {
  readonly open: Open
  readonly clock: Clock
  /** Ends a watch. */
  readonly signal?: AbortSignal
}

/** The command for a way to reach a cluster. */
export const statusCommand = (parts: StatusParts): Command => ({
  name: 'status',
  summary: 'show how apps and their members are',
  help,
  options: {
    ...clusterOptions,
    'namespace': { type: 'string', short: 'n' },
    'all-namespaces': { type: 'boolean', short: 'A' },
    'output': { type: 'string', short: 'o' },
    'watch': { type: 'boolean', short: 'w' },
  },
  run: async ({ positionals, values }, terminal) => {
    const question = questionOf(positionals, values)
    if (question.files.length === 0) return live(parts, question, terminal)
    const namespace = textOption(values, 'namespace', '')
    const snapshot = await readFiles(question.files, terminal, namespace === '' ? 'default' : namespace)
    terminal.out(answer(snapshot, { ...question, namespace: namespace === '' ? undefined : namespace }, terminal.now()))
    return 0
  },
})

export const status = statusCommand({ open: openCluster, clock: systemClock })

interface Question {
  readonly app: string | undefined
  readonly files: readonly string[]
  /** Everywhere when absent. */
  readonly namespace: string | undefined
  readonly isEverywhere: boolean
  readonly isJson: boolean
  readonly isWatch: boolean
  readonly values: OptionValues
}

const isFile = (word: string): boolean => word === '-' || word.includes('/') || /\.(ya?ml|json)$/.test(word)

const questionOf = (positionals: readonly string[], values: OptionValues): Question => {
  const files = positionals.filter(isFile)
  const [app, ...more] = positionals.filter((word) => !isFile(word))
  const output = textOption(values, 'output', 'text')
  const question = {
    app, files, values, namespace: textOption(values, 'namespace', '') || undefined,
    isEverywhere: values['all-namespaces'] === true, isJson: output === 'json', isWatch: values['watch'] === true,
  }
  const problem = [
    more.length > 0 && 'name one app at most',
    output !== 'text' && output !== 'json' && `-o takes text or json, not ${output}`,
    question.isEverywhere && question.namespace !== undefined && '-n and -A exclude each other',
    question.isWatch && files.length > 0 && 'files do not change: --watch needs a cluster',
  ].find((text) => text !== false)
  if (problem !== undefined) throw new UsageInvalid(problem)
  return question
}

const live = async ({ open, clock, signal }: StatusParts, asked: Question, terminal: Terminal): Promise<number> => {
  const access = open(asked.values, terminal)
  const question = { ...asked, namespace: asked.isEverywhere ? undefined : asked.namespace ?? access.namespace }
  const look = async (): Promise<string> =>
    answer(await patiently(terminal, 'reading the cluster', () => readCluster(access, readings(question))), question, terminal.now())
  try {
    const first = await look()
    terminal.out(first)
    if (question.isWatch) await watch(first, { look, clock, terminal, signal, isJson: question.isJson })
    return 0
  } finally {
    access.close()
  }
}

interface Watch extends Pick<StatusParts, 'clock'> {
  readonly look: () => Promise<string>
  readonly terminal: Terminal
  readonly signal: AbortSignal | undefined
  readonly isJson: boolean
}

const period = 2000

/** Looks again and again. A look that fails is told, and the next one follows. */
const watch = async (first: string, { look, clock, terminal, signal, isJson }: Watch): Promise<void> => {
  let shown = first
  for (await pause(clock, period); signal?.aborted !== true; await pause(clock, period)) {
    const text = await look().catch((error: unknown) => {
      terminal.err(`${codeOf(error)}: ${error instanceof Error ? error.message : String(error)}\n`)
      return shown
    })
    if (withoutAges(text) !== withoutAges(shown)) terminal.out(isJson ? text : `\n${terminal.now()}\n${text}`)
    shown = text
  }
}

/** Time that passes is no change. */
const withoutAges = (text: string): string => text.replaceAll(/\b\d+[smhd]\b/g, '').replaceAll(/ +/g, ' ')

const readings = ({ namespace, app }: Question): readonly Reading[] => [
  { kind: KasprApp, namespace },
  { kind: KasprMemberSet, namespace, isOptional: true },
  ...(app === undefined ? [] : componentControllers.map(({ parent }) => ({ kind: parent, namespace, isOptional: true }))),
]

/** Throws ObjectsMissing for an app that is not there. */
const answer = (snapshot: Snapshot, { app, namespace, isEverywhere, isJson, isWatch, files }: Question, now: string): string => {
  const apps = ofKind(snapshot, KasprApp).filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace)
  const place = namespace === undefined ? '' : ` in namespace ${namespace}`
  if (app === undefined) {
    const rows = apps.map((object) => appRow(snapshot, object))
    if (isJson) return jsonText(rows, isWatch)
    return rows.length === 0 ? `no apps${place}\n` : rowsText(rows, { now, hasNamespaces: isEverywhere || files.length > 0 })
  }
  const found = apps.filter(({ metadata: { name } }) => name === app).map((object) => appDetails(snapshot, object))
  if (found.length === 0) throw new ObjectsMissing(`no KasprApp ${app}${place}`)
  return isJson ? jsonText(found, isWatch) : found.map((details) => detailsText(details, now)).join('\n')
}

/** A watch writes one line a change. */
const jsonText = (rows: readonly object[], isWatch: boolean): string => `${isWatch ? JSON.stringify(rows) : JSON.stringify(rows, null, 2)}\n`
