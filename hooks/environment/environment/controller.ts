import { composite, refuse } from '../../../src/kit/composite.ts'
import type { Refusal } from '../../../src/kit/composite.ts'
import { inPlace, onDelete } from '../../../src/kit/controller.ts'
import { isObject } from '../../../src/kit/json.ts'
import { ConfigMap, Deployment, Ingress, Job, LimitRange, Namespace, NetworkPolicy, PersistentVolumeClaim, ResourceQuota, Secret, Service, ServiceAccount, StatefulSet, Pod } from '../../../src/kit/kinds.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import { labelled, named } from '../../../src/kit/related.ts'
import { Project } from '../project/resource.ts'
import { expiryClaim } from './conditions.ts'
import { finalize } from './deletion.ts'
import { environmentOf, partOfLabel } from './environment.ts'
import type { EnvironmentInput } from './environment.ts'
import { helmChildren } from './helm/children.ts'
import { expiryOf } from './expiry.ts'
import type { Expiry } from './expiry.ts'
import { registrySecretName } from './guardrail-names.ts'
import { keptData } from './kept-data.ts'
import { environmentProblems } from './problems.ts'
import { progressOf } from './progress.ts'
import { EnvironmentResource } from './resource.ts'
import { environmentSettingProblems, environmentSettings, secretSettings } from './settings.ts'
import { stageStates } from './stages.ts'
import { keptStatus, statusOf } from './status.ts'

const sync = (input: EnvironmentInput) => {
  const environment = environmentOf(input)
  const problems = environmentProblems(environment, input)
  if (problems.length > 0) return refused(problems, expiryOf(input))
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

/** Time goes on for an environment that is frozen. */
const refused = (problems: readonly Problem[], expiry: Expiry): Refusal =>
  refuse(problems, { claims: expiryClaim(expiry), ...(expiry.secondsLeft === undefined ? {} : { resyncAfterSeconds: expiry.secondsLeft }) })

const refOf = (spec: unknown): { readonly name: string; readonly namespace: string } | undefined => {
  const ref = isObject(spec) ? spec['projectRef'] : undefined
  if (!isObject(ref)) return undefined
  const { name, namespace } = ref
  return typeof name === 'string' && name !== '' && typeof namespace === 'string' && namespace !== '' ? { name, namespace } : undefined
}

/** ConfigMap with the compose file: customize is asked before anybody knows the Project. */
const composeNames = (spec: unknown): readonly string[] => {
  const compose = isObject(spec) ? spec['compose'] : undefined
  const ref = isObject(compose) ? compose['configMap'] : undefined
  return isObject(ref) && typeof ref['name'] === 'string' && ref['name'] !== '' ? [ref['name']] : []
}

export const environment = composite({
  name: 'environment',
  parent: EnvironmentResource,
  children: [
    ...[Namespace, LimitRange, ResourceQuota, NetworkPolicy, ServiceAccount, Secret, ConfigMap, StatefulSet, Service, Deployment, Ingress].map(inPlace),
    ...[PersistentVolumeClaim, Job].map(onDelete),
  ],
  optionalChildren: helmChildren,
  reads: [Project, Namespace, Secret, ConfigMap, Pod],
  related: ({ metadata, spec }, settings) => {
    const ref = refOf(spec)
    return [
      ...named(Namespace, undefined, [metadata.name]),
      ...(ref === undefined ? [] : [...named(Project, ref.namespace, [ref.name]), ...named(Secret, ref.namespace, [registrySecretName])]),
      ...(ref === undefined ? [] : named(ConfigMap, ref.namespace, composeNames(spec))),
      ...(environmentSettings(settings).readsPods ? labelled(Pod, metadata.name, { [partOfLabel]: metadata.name }) : []),
    ]
  },
  blocked: ['ConfigValid', 'Ready'],
  keptStatus,
  settingProblems: environmentSettingProblems,
  secretSettings,
  sync,
  finalize,
})
