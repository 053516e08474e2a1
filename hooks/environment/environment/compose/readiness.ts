import { Deployment } from '../../../../src/kit/kinds.ts'
import type { Environment } from '../environment.ts'
import { hasTemplateOf, setReadiness } from '../services.ts'
import { ready, waiting } from '../stage.ts'
import type { Readiness } from '../stage.ts'
import { deploymentReadiness } from '../web.ts'
import type { ComposeService } from './compose.ts'
import { workload, workloadKind } from './workload.ts'

/** Whether a service runs as the file says. What stands there may be ready, but not yet what is wanted. */
export const serviceReadiness = (environment: Environment, service: ComposeService): Readiness => {
  const wanted = workload(environment, service)
  if (workloadKind(service) !== Deployment) return setReadiness(environment, wanted)
  const observed = environment.observed.get(Deployment, service.name)
  if (observed !== undefined && environment.suspended) return ready
  return observed !== undefined && !hasTemplateOf(observed, wanted) ? waiting('RollingOut', `service ${service.name} gets its new template`) : deploymentReadiness(environment, service.name)
}
