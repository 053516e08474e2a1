import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import { initContainer } from './application.ts'
import type { Environment } from './environment.ts'

/** Runs the words behind it unless the marker is there, and leaves the marker when they succeed. */
const once = 'test -f /state/seeded || { "$@" && touch /state/seeded; }'

/**
 * Fills the database behind the migrations, once: a marker in the application's first volume tells that it was done. Upstream
 * seeded at every start of a pod (Part C 13).
 */
export const seedContainer = (environment: Environment): readonly object[] => {
  const { spec: { seed }, config: { volumeMounts = [] } } = environment
  const [mount] = volumeMounts
  if (seed === undefined || mount === undefined) return []
  return [initContainer(environment, {
    name: 'db-seed',
    command: ['sh', '-c', once, 'seed', ...seed.command ?? ['npm', 'run', 'seed']],
    resources: { requests: { cpu: '5m', memory: '128Mi' }, limits: { cpu: '200m', memory: '512Mi' } },
    volumeMounts: [...volumeMounts, { name: mount.name, mountPath: '/state', subPath: 'state' }],
  })]
}

export const seedProblems = ({ mode, spec: { seed }, config: { volumeMounts = [] } }: Environment): readonly Problem[] => {
  if (seed === undefined) return []
  if (mode !== 'development') return [problem('spec.seed', `is for mode development, not for ${mode}`)]
  return volumeMounts.length === 0 ? [problem('spec.seed', 'needs a volume of the application, which remembers that it was done')] : []
}
