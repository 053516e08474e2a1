import type { JsonObject } from '../../../src/kit/json.ts'
import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import type { ComponentKind } from '../component/component-kind.ts'
import { processorsDefinition, processorsProblems, tableReferences, unknownSteps } from '../component/processors.ts'
import { KasprTask } from './resource.ts'
import type { TaskSpec } from './resource.ts'

const definition = ({ description, onLeader, processors, schedule }: TaskSpec, name: string): JsonObject => ({
  description: description ?? null,
  name,
  on_leader: onLeader ?? null,
  processors: processorsDefinition(processors),
  schedule: schedule === undefined ? null : { cron: schedule.cron ?? null, interval: schedule.interval ?? null },
})

/** The runtime does not start with both schedules (verified.md). */
const problems = ({ processors, schedule }: TaskSpec): readonly Problem[] => [
  ...(schedule?.cron !== undefined && schedule.interval !== undefined ? [problem('spec.schedule', 'cron and interval exclude each other')] : []),
  ...processorsProblems(processors),
]

export const task: ComponentKind<typeof TaskSpec> = {
  resource: KasprTask,
  suffix: 'task',
  key: 'tasks',
  definition,
  problems,
  unknownSteps: (spec) => unknownSteps(spec.processors),
  tableReferences: (spec) => tableReferences(spec.processors),
}
