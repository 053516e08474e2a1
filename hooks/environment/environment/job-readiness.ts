import { Job } from '../../../src/kit/kinds.ts'
import type { Environment } from './environment.ts'
import { failed, ready, waiting } from './stage.ts'
import type { Readiness } from './stage.ts'

interface Reasons {
  readonly running: string
  readonly failed: string
}

/** Whether a Job of this name has come to its end. */
export const jobReadiness = ({ observed }: Environment, name: string, reasons: Reasons): Readiness => {
  const conditions = observed.get(Job, name)?.status?.conditions ?? []
  const isTrue = (type: string) => conditions.find((condition) => condition.type === type && condition.status === 'True')
  const failure = isTrue('Failed')
  if (failure !== undefined) return failed(reasons.failed, `job ${name} failed: ${failure.message ?? failure.reason ?? 'no reason given'}`)
  return isTrue('Complete') === undefined ? waiting(reasons.running, `job ${name} runs`) : ready
}
