import { resource } from '../../../src/kit/resource.ts'
import { OaatGroupSpec } from './spec.ts'
import { OaatGroupStatus } from './status-schema.ts'

export const OaatGroup = resource({
  group: 'kawaja.net',
  version: 'v1',
  kind: 'OaatGroup',
  plural: 'oaatgroups',
  singular: 'oaatgroup',
  shortNames: ['og'],
  scope: 'Namespaced',
  description: 'A list of items that are run one at a time, each again once its frequency has passed.',
  columns: [
    { name: 'LastRun', type: 'date', jsonPath: '.status.handler_status.last_run', description: 'When the newest run was asked for' },
    { name: 'Loops', type: 'integer', jsonPath: '.status.handler_status.loops', description: 'Number of runs' },
    { name: 'State', type: 'string', jsonPath: '.status.handler_status.state', description: 'idle or running' },
    { name: 'CurrentlyRunning', type: 'string', jsonPath: '.status.handler_status.currently_running', description: 'Item that is being run' },
    { name: 'Pod', type: 'string', jsonPath: '.status.handler_status.pod', description: 'Pod that runs it' },
    { name: 'NextDue', type: 'string', jsonPath: '.status.nextDueTime', description: 'When the next item is due', priority: 1 },
    { name: 'Message', type: 'string', jsonPath: '.status.oaat_timer.message', description: 'What was done last' },
  ],
  spec: OaatGroupSpec,
  status: OaatGroupStatus,
  validations: [{ rule: 'self.metadata.name.size() <= 63', message: 'metadata.name becomes a label of the pods: at most 63 characters' }],
})
