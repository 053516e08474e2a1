import { controllers as allControllers } from '../../hooks/index.ts'
import { configured } from '../kit/configured.ts'
import type { Controller } from '../kit/controller.ts'
import { formatDuration, parseDuration } from '../kit/duration.ts'
import { maskSecrets } from '../kit/mask.ts'
import { UsageInvalid } from '../protocol/errors.ts'
import { worldPrograms } from '../../studio/world/world-programs.ts'
import type { Timing } from '../cluster/timing.ts'
import { drawnTiming } from '../simulation/drawn-timing.ts'
import { simulate } from '../simulation/simulation.ts'
import type { Simulation } from '../simulation/simulation.ts'
import { textOption } from './command.ts'
import type { Command, OptionValues, Terminal } from './command.ts'
import { checkedSettings } from './checked-settings.ts'
import { readPlan } from './simulation/plan.ts'
import type { Plan } from './simulation/plan.ts'
import { faultHelp } from './simulation/fault-option.ts'
import { progressOf } from './simulation/progress.ts'
import { runsText } from './simulation/runs-text.ts'
import { workSpan } from './simulation/work-option.ts'
import { ownObjects } from './simulation/own-objects.ts'
import { timelineText } from './simulation/timeline-text.ts'
import { treeText } from './simulation/tree-text.ts'
import { verdict } from './simulation/verdict-text.ts'

const help = `
Applies resources to a cluster in memory, with Metacontroller's semantics and a clock of its own, runs until nothing
happens any more, and prints who wrote what and why, which pods ran to an end, and then what there is.

Usage: kaspr-hooks simulate FILE... [options]

  FILE              YAML or JSON with one or many documents; - reads standard input. CRDs among them are served, and
                    programs of the Studio answer for their parents, whether they were checked or not
  -o, --output      text (default); timeline or runs, that part of it alone; or json: {converged, rounds, writes,
                    writesAtRest, seconds, objects, events, runs}; values of Secrets are masked
  -n, --namespace   namespace of documents that name none (default: default)
  --until           end when a condition is true: Ready (of all parents), or kind/name=Ready, or kind/name=Ready=False
  --apply-at        30s FILE: apply further documents later; repeatable
  --fault           let something go wrong: Type:field=value,...@when+lasting; repeatable, see below
  --seed            number: draw every delay from it, so that another number gives another order of things
  --for             longest time of the simulated clock (default: 1h)
  --through         24h: do not stop at rest, go through the whole time; the clock starts at midnight UTC of a Thursday.
                    The text counts the lines of the timeline then
  --work            5s, or 2m..20m drawn from the seed: how long pods work that run to an end (default: 5s)

Faults, and what their fields take:
${faultHelp}

Exit code 1, with an explanation on standard error, when it does not converge, writes in a loop, or writes at rest.
Settings of the service are read from the environment, for example KASPR_IMAGE_REGISTRY.

Example: kaspr-hooks simulate examples/quickstart.yaml --until Ready --fault PodCrash:name=greeter-app-0,times=3@30s
Example: kaspr-hooks simulate examples/oaat/nightly-backups.yaml --through 24h --work 8m..35m -o runs
`

/** The command for a list of controllers. */
export const simulateCommand = (all: readonly Controller[]): Command => ({
  name: 'simulate',
  summary: 'run resources to rest in a cluster in memory, and show who writes what and why',
  help,
  options: {
    output: { type: 'string', short: 'o' },
    namespace: { type: 'string', short: 'n' },
    until: { type: 'string' },
    'apply-at': { type: 'string', multiple: true },
    fault: { type: 'string', multiple: true },
    seed: { type: 'string' },
    for: { type: 'string' },
    through: { type: 'string' },
    work: { type: 'string' },
  },
  pairs: ['apply-at'],
  run: async ({ positionals, values }, terminal) => {
    const output = textOption(values, 'output', 'text')
    if (positionals.length === 0) throw new UsageInvalid('name at least one file')
    if (!outputs.includes(output)) throw new UsageInvalid(`-o takes ${outputs.join(' or ')}, not ${output}`)
    const [limits, course] = [limitsOf(values), courseOf(values)]
    const settings = checkedSettings(terminal)
    const controllers = configured(all, settings)
    const plan = await readPlan(positionals, values, { controllers, terminal })
    const progress = progressOf(terminal)
    const programs = worldPrograms()
    const world = { controllers, settings, ...course, ...programs.guests() }
    const simulation = await simulate({ world, actions: plan.actions, ...limits, progress, ...(plan.goal === undefined ? {} : { until: plan.goal.isTrue }) })
      .finally(programs.stop)
    print(simulation, { output, ...limits }, terminal)
    return report(simulation, { ...plan, ...limits }, terminal)
  },
})

export const simulateAll = simulateCommand(allControllers)

const outputs = ['text', 'timeline', 'runs', 'json']

interface Limits {
  /** Milliseconds of the clock. */
  readonly limit: number
  readonly isWhole: boolean
}

const limitsOf = (values: OptionValues): Limits => {
  const isWhole = values['through'] !== undefined
  const rival = ['for', 'until'].find((name) => values[name] !== undefined)
  if (isWhole && rival !== undefined) throw new UsageInvalid(`--through and --${rival} exclude each other`)
  return { isWhole, limit: isWhole ? spanOf(values, 'through', '24h') : spanOf(values, 'for', '1h') }
}

const spanOf = (values: OptionValues, name: string, absent: string): number => {
  const text = textOption(values, name, absent)
  const milliseconds = parseDuration(text)
  if (milliseconds === undefined || milliseconds <= 0) throw new UsageInvalid(`--${name} takes a time such as ${absent}, not ${text}`)
  return milliseconds
}

/** What decides how long things take. */
const courseOf = (values: OptionValues): { readonly seed?: number; readonly timing: Partial<Timing> } => {
  const [seed, work] = [seedOf(values), textOption(values, 'work', '')]
  const timing = { ...(seed === undefined ? {} : drawnTiming), ...(work === '' ? {} : { run: workSpan(work) }) }
  return { timing, ...(seed === undefined ? {} : { seed }) }
}

const seedOf = (values: OptionValues): number | undefined => {
  const text = textOption(values, 'seed', '')
  if (text === '') return undefined
  const seed = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(seed)) throw new UsageInvalid(`--seed takes a whole number, not ${text}`)
  return seed
}

const print = (simulation: Simulation, { output, isWhole }: Limits & { readonly output: string }, { out }: Terminal): void => {
  const { converged, rounds, writes, writesAtRest, seconds, events, runs } = simulation
  const objects = ownObjects(simulation.objects)
  switch (output) {
    case 'json': return out(`${JSON.stringify({ converged, rounds, writes, writesAtRest: writesAtRest.length, seconds, objects: objects.map(maskSecrets), events, runs }, null, 2)}\n`)
    case 'timeline': return out(timelineText(events))
    case 'runs': return out(runsText(runs))
    default:
      out(isWhole ? timelineCount(events) : timelineText(events))
      if (runs.length > 0) out(`\n${runsText(runs)}`)
      out(`\n${treeText(objects)}`)
  }
}

const timelineCount = (events: Simulation['events']): string => `${timelineText(events).split('\n').length - 1} lines of timeline; -o timeline prints them\n`

const report = (simulation: Simulation, { goal, isWhole, limit }: Plan & Limits, { err }: Terminal): number => {
  const why = verdict(simulation, goal)
  const { rounds, writes, writesAtRest, seconds } = simulation
  for (const line of why) err(`${line}\n`)
  const clock = `${seconds} s of the clock`
  const rest = isWhole ? `after ${formatDuration(limit)}, the last write after ${clock}` : `at rest after ${clock}, ${writesAtRest.length} writes at rest`
  if (why.length === 0) err(`${goal === undefined ? rest : `${goal.text} after ${clock}`}: ${writes} writes, at most ${rounds} rounds a parent\n`)
  return why.length === 0 ? 0 : 1
}
