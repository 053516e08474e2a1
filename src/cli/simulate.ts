import { controllers as allControllers } from '../../hooks/index.ts'
import type { Controller } from '../kit/controller.ts'
import { parseDuration } from '../kit/duration.ts'
import { maskSecrets } from '../kit/mask.ts'
import { UsageInvalid } from '../protocol/errors.ts'
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
import { ownObjects } from './simulation/own-objects.ts'
import { timelineText } from './simulation/timeline-text.ts'
import { treeText } from './simulation/tree-text.ts'
import { verdict } from './simulation/verdict-text.ts'

const help = `
Applies resources to a cluster in memory, with Metacontroller's semantics and a clock of its own, runs until nothing
happens any more, and prints who wrote what and why, and then what there is.

Usage: kaspr-hooks simulate FILE... [options]

  FILE              YAML or JSON with one or many documents; - reads standard input
  -o, --output      text (default) or json: {converged, rounds, writes, writesAtRest, seconds, objects, events};
                    values of Secrets are masked
  -n, --namespace   namespace of documents that name none (default: default)
  --until           end when a condition is true: Ready (of all parents), or kind/name=Ready, or kind/name=Ready=False
  --apply-at        30s FILE: apply further documents later; repeatable
  --fault           let something go wrong: Type:field=value,...@when+lasting; repeatable, see below
  --seed            number: draw every delay from it, so that another number gives another order of things
  --for             longest time of the simulated clock (default: 1h)

Faults, and what their fields take:
${faultHelp}

Exit code 1, with an explanation on standard error, when it does not converge, writes in a loop, or writes at rest.
Settings of the service are read from the environment, for example KASPR_IMAGE_REGISTRY.

Example: kaspr-hooks simulate examples/quickstart.yaml --until Ready --fault PodCrash:name=greeter-app-0,times=3@30s
`

/** The command for a list of controllers. */
export const simulateCommand = (controllers: readonly Controller[]): Command => ({
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
  },
  pairs: ['apply-at'],
  run: async ({ positionals, values }, terminal) => {
    const output = textOption(values, 'output', 'text')
    if (positionals.length === 0) throw new UsageInvalid('name at least one file')
    if (output !== 'text' && output !== 'json') throw new UsageInvalid(`-o takes text or json, not ${output}`)
    const [limit, seed] = [limitOf(values), seedOf(values)]
    const plan = await readPlan(positionals, values, { controllers, terminal })
    const settings = checkedSettings(terminal)
    const progress = progressOf(terminal)
    const world = { controllers, settings, ...(seed === undefined ? {} : { seed, timing: drawnTiming }) }
    const simulation = await simulate({ world, actions: plan.actions, limit, progress, ...(plan.goal === undefined ? {} : { until: plan.goal.isTrue }) })
    print(simulation, output, terminal)
    return report(simulation, plan, terminal)
  },
})

export const simulateAll = simulateCommand(allControllers)

const limitOf = (values: OptionValues): number => {
  const text = textOption(values, 'for', '1h')
  const milliseconds = parseDuration(text)
  if (milliseconds === undefined || milliseconds <= 0) throw new UsageInvalid(`--for takes a time such as 10m, not ${text}`)
  return milliseconds
}

const seedOf = (values: OptionValues): number | undefined => {
  const text = textOption(values, 'seed', '')
  if (text === '') return undefined
  const seed = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(seed)) throw new UsageInvalid(`--seed takes a whole number, not ${text}`)
  return seed
}

const print = (simulation: Simulation, output: string, { out }: Terminal): void => {
  const { converged, rounds, writes, writesAtRest, seconds, events } = simulation
  const objects = ownObjects(simulation.objects)
  if (output === 'json') {
    out(`${JSON.stringify({ converged, rounds, writes, writesAtRest: writesAtRest.length, seconds, objects: objects.map(maskSecrets), events }, null, 2)}\n`)
    return
  }
  out(timelineText(events))
  out(`\n${treeText(objects)}`)
}

const report = (simulation: Simulation, { goal }: Plan, { err }: Terminal): number => {
  const why = verdict(simulation, goal)
  const { rounds, writes, writesAtRest, seconds } = simulation
  for (const line of why) err(`${line}\n`)
  if (why.length === 0) {
    const end = goal === undefined ? `at rest after ${seconds} s of the clock, ${writesAtRest.length} writes at rest` : `${goal.text} after ${seconds} s of the clock`
    err(`${end}: ${writes} writes, at most ${rounds} rounds a parent\n`)
  }
  return why.length === 0 ? 0 : 1
}
