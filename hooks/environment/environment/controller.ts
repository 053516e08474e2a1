import { composite, refuse } from '../../../src/kit/composite.ts'
import { inPlace, onDelete } from '../../../src/kit/controller.ts'
import { isObject } from '../../../src/kit/json.ts'
import { ConfigMap, Deployment, Ingress, Job, LimitRange, Namespace, NetworkPolicy, PersistentVolumeClaim, ResourceQuota, Secret, Service, ServiceAccount, StatefulSet } from '../../../src/kit/kinds.ts'
import { named } from '../../../src/kit/related.ts'
import { Project } from '../project/resource.ts'
import { environmentOf } from './environment.ts'
import type { EnvironmentInput } from './environment.ts'
import { expiryOf } from './expiry.ts'
import { keptData } from './kept-data.ts'
import { environmentProblems } from './problems.ts'
import { progressOf } from './progress.ts'
import { registrySecretName } from './registry-credentials.ts'
import { EnvironmentResource } from './resource.ts'
import { environmentSettingProblems } from './settings.ts'
import { stageStates } from './stages.ts'
import { statusOf } from './status.ts'

const sync = (input: EnvironmentInput) => {
  const environment = environmentOf(input)
  const problems = environmentProblems(environment, input)
  if (problems.length > 0) return refuse(problems)
  const states = stageStates(environment)
  const wanted = states.flatMap(({ children }) => children)
  const kept = keptData(environment, wanted)
  const [progress, expiry] = [progressOf(states, input), expiryOf(input)]
  const seconds = [progress.secondsLeft, expiry.secondsLeft].filter((left) => left !== undefined)
  return {
    children: [...wanted, ...kept],
    status: statusOf(environment, { states, progress, expiry, kept }, input),
    ...(seconds.length === 0 ? {} : { resyncAfterSeconds: Math.min(...seconds) }),
  }
}

const refOf = (spec: unknown): { readonly name: string; readonly namespace: string } | undefined => {
  const ref = isObject(spec) ? spec['projectRef'] : undefined
  if (!isObject(ref)) return undefined
  const { name, namespace } = ref
  return typeof name === 'string' && name !== '' && typeof namespace === 'string' && namespace !== '' ? { name, namespace } : undefined
}

export const environment = composite({
  name: 'environment',
  parent: EnvironmentResource,
  children: [
    ...[Namespace, LimitRange, ResourceQuota, NetworkPolicy, ServiceAccount, Secret, ConfigMap, StatefulSet, Service, Deployment, Ingress].map(inPlace),
    ...[PersistentVolumeClaim, Job].map(onDelete),
  ],
  reads: [Project, Namespace, Secret],
  related: ({ metadata, spec }) => {
    const ref = refOf(spec)
    return [
      ...named(Namespace, undefined, [metadata.name]),
      ...(ref === undefined ? [] : [...named(Project, ref.namespace, [ref.name]), ...named(Secret, ref.namespace, [registrySecretName])]),
    ]
  },
  blocked: ['ConfigValid', 'Ready'],
  settingProblems: environmentSettingProblems,
  sync,
})
