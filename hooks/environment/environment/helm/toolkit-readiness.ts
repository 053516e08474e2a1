import type { Observed } from '../../../../src/kit/kind.ts'
import { failed, ready, waiting } from '../stage.ts'
import type { Readiness } from '../stage.ts'
import type { GitRepository, HelmRelease } from './kinds.ts'

export type ToolkitObject = Observed<NonNullable<(typeof HelmRelease)['shape']> | NonNullable<(typeof GitRepository)['shape']>>

/** What an object of Flux says about itself. */
export const toolkitReadiness = (object: ToolkitObject): Readiness => {
  const { kind, metadata: { name }, status: { conditions = [] } = {} } = object
  const found = conditions.find(({ type }) => type === 'Ready')
  if (found === undefined || !isCurrent(object, found.observedGeneration)) return waiting('Reconciling', `${kind} ${name} has not been looked at yet`)
  if (found.status === 'True') return ready
  const { reason = 'NotReady', message = 'is not ready' } = found
  const isStuck = conditions.some(({ type, status }) => type === 'Stalled' && status === 'True')
  return (isStuck ? failed : waiting)(reason, `${kind} ${name}: ${message}`)
}

/** A condition counts when it is about the spec that the object has. */
const isCurrent = ({ metadata: { generation = 0 }, status = {} }: ToolkitObject, of: number | undefined): boolean => (of ?? status.observedGeneration ?? 0) >= generation
