import { flag, optional, struct, text } from '../../../src/kit/fields.ts'
import type { Static } from '../../../src/kit/schema.ts'
import { processors } from '../component/processors.ts'
import { componentResource, openSpec } from '../component/resource.ts'
import { componentStatus } from '../component/status.ts'

export const TaskSpec = struct({
  name: text('Kept for compatibility; the name of the resource is what counts.'),
  description: optional(text('Free text.')),
  onLeader: optional(flag('Run on the leader only.', { default: false })),
  schedule: optional(struct({
    cron: optional(text('Cron expression. Not together with `interval`.')),
    interval: optional(text('Time between two runs, such as `10s`. Not together with `cron`.')),
  }, 'When to run.', {
    'x-kubernetes-validations': [{ rule: '!(has(self.cron) && has(self.interval))', message: 'cron and interval exclude each other' }],
  })),
  processors,
}, 'What the task does and when.', openSpec)
export type TaskSpec = Static<typeof TaskSpec>

export const KasprTask = componentResource({
  kind: 'KasprTask',
  plural: 'kasprtasks',
  singular: 'kasprtask',
  shortNames: ['ktasks', 'ktask'],
  description: 'A task of a KasprApp: steps that run on a schedule.',
  spec: TaskSpec,
  status: componentStatus,
})
