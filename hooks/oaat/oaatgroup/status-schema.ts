import { Condition } from '../../../src/kit/condition.ts'
import { choice, integer, listOf, optional, struct, text, time } from '../../../src/kit/fields.ts'
import { Type } from '../../../src/kit/schema.ts'
import type { Static } from '../../../src/kit/schema.ts'

const said = (description: string) => optional(struct({ message: optional(text('What people should read.')) }, description))

const run = struct({
  item: text('Item that is run.'),
  pod: text('Name of its pod.'),
  requestedAt: time('When it was asked for.'),
  podUID: optional(text('UID of its pod, once that was seen.')),
}, 'The run that is open: the newest one. It ends with a result.')
export type OpenRun = Static<typeof run>

export const results = ['Succeeded', 'Failed', 'Vanished', 'PodNotCreated'] as const

const pastRun = struct({
  sequence: integer('Number of the run.', { format: 'int64' }),
  item: text('Item that was run.'),
  pod: text('Name of its pod.'),
  podUID: optional(text('UID of its pod.')),
  result: choice(results, 'What came of it.'),
  exitCode: optional(integer('Exit code of the container.', { format: 'int32' })),
  reason: optional(text('Why it ended so.')),
  startedAt: optional(time('When the container started.')),
  finishedAt: time('When it ended.'),
}, 'A run that has ended.')
export type PastRun = Static<typeof pastRun>

export const OaatGroupStatus = struct({
  observedGeneration: optional(integer('Generation that this status was computed from.', { format: 'int64' })),
  state: optional(choice(['idle', 'running', 'paused', 'blocked', 'invalid'], 'What the group does.')),
  find_job: optional(text('Why the items were candidates or not when a run was last looked for.')),
  oaat_action: said('Whether the group is valid.'),
  oaat_timer: said('What was done last.'),
  handler_status: optional(struct({
    state: optional(choice(['idle', 'running'], 'Whether an item runs.')),
    currently_running: optional(text('Item that is being run.')),
    pod: optional(text('Its pod.')),
    last_run: optional(time('When the newest run was asked for.')),
    loops: optional(integer('Number of the newest run.', { format: 'int64' })),
    children: optional(listOf(Type.String(), 'UID of the pod.')),
  }, 'The state as upstream tells it.')),
  items: optional(Type.Record(Type.String(), Type.Unknown(), {
    description: 'By item: podphase, last_started, last_success, last_failure, failure_count, runtime_count, runtime_total, runtime_sum_squares, runtime_min, runtime_max, runtime_sample, runtime_last_updated, predicted_runtime_seconds; all of them texts.',
    'x-kubernetes-preserve-unknown-fields': true,
  })),
  sequence: optional(integer('Number of the newest run; it never becomes smaller.', { minimum: 0, format: 'int64' })),
  run: optional(run),
  recorded: optional(listOf(Type.String(), 'UIDs of pods whose result is written down here already. No other finished pod is ever deleted.')),
  history: optional(listOf(pastRun, 'The newest 20 results, newest first.')),
  nextDueTime: optional(time('When the next item is due; absent while one runs.')),
  conditions: optional(listOf(Condition, 'Conditions of the group.', { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['type'] })),
}, 'What is known about the group.', { 'x-kubernetes-preserve-unknown-fields': true })
export type OaatGroupStatus = Static<typeof OaatGroupStatus>
