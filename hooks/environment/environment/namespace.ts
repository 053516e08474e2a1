import { child } from '../../../src/kit/kind.ts'
import { Namespace } from '../../../src/kit/kinds.ts'
import { environmentLabels, labelValue, ownNamespace } from './environment.ts'
import type { Environment } from './environment.ts'
import { podSecurityLevel } from './pod-security.ts'
import { ready, waiting } from './stage.ts'
import type { Stage } from './stage.ts'

/** The namespace of an environment, with the Pod Security level that all its pods keep. */
const namespace = (environment: Environment) => child(Namespace, {
  metadata: {
    name: environment.name,
    labels: {
      ...environmentLabels(environment),
      'catalyst.dev/environment': labelValue(environment.spec.environment),
      'catalyst.dev/branch': labelValue(environment.sourceRef?.branch ?? 'main'),
      'catalyst.dev/namespace-type': 'environment',
      'pod-security.kubernetes.io/enforce': podSecurityLevel(environment),
      'pod-security.kubernetes.io/warn': 'restricted',
    },
  },
})

export const namespaceStage: Stage = {
  name: 'namespace',
  condition: 'NamespaceReady',
  children: (environment) => [namespace(environment)],
  readiness: (environment) => {
    const observed = ownNamespace(environment)
    if (observed === undefined) return waiting('Creating', `namespace ${environment.name} is made`)
    return observed.status?.phase === 'Active' ? ready : waiting('NotActive', `namespace ${environment.name} is ${observed.status?.phase ?? 'new'}`)
  },
}
