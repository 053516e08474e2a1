import { mostObjects } from '../cluster.ts'
import { check } from '../finding.ts'

const codes = {
  CutShort: { severity: 'info', why: 'a look stays cheap for the API server; what comes after was not looked at' },
} as const

/** The last check: it tells what the others did not see. */
export const limits = check({
  name: 'limits',
  looksAt: `kinds with more than ${mostObjects} objects, of which only the first were read`,
  codes,
  well: 'everything was read to its end',
  run: async (cluster, say) => cluster.cutShort().map((resource) =>
    say('CutShort', { object: resource, what: `only the first ${mostObjects} were read`, mend: `kubectl get ${resource} --all-namespaces --output name` })),
})
