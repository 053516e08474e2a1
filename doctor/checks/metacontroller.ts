import type { Metacontroller } from '../metacontroller.ts'
import { metacontrollersOf } from '../metacontroller.ts'
import type { Cluster } from '../cluster.ts'
import { check } from '../finding.ts'
import type { Finding, Say } from '../finding.ts'
import { CustomResourceDefinition } from '../kinds.ts'

const codes = {
  DefinitionMissing: { severity: 'error', why: 'without its resource definitions no controller can be registered' },
  NotFound: { severity: 'error', why: 'nobody calls the hooks: nothing that people apply has any effect' },
  NotReady: { severity: 'error', why: 'while it does not run nobody calls the hooks' },
  Several: { severity: 'error', why: 'two of them that serve the same registrations undo each other’s work' },
} as const
type Code = keyof typeof codes

const definitions = ['compositecontrollers', 'decoratorcontrollers', 'controllerrevisions'] as const

/** In a copy of Metacontroller's own repository. */
const install = 'kubectl apply --server-side -k manifests/production'

export const metacontroller = check({
  name: 'metacontroller',
  looksAt: 'whether Metacontroller is installed, runs, and runs once',
  codes,
  well: 'Metacontroller runs',
  run: async (cluster, say) => [...await missingDefinitions(cluster, say), ...workloadFindings(await metacontrollersOf(cluster), say)],
})

const missingDefinitions = async (cluster: Cluster, say: Say<Code>): Promise<readonly Finding[]> => {
  const findings: Finding[] = []
  for (const plural of definitions) {
    const name = `${plural}.metacontroller.k8s.io`
    const found = await cluster.get(CustomResourceDefinition, name)
    if (found === undefined) findings.push(say('DefinitionMissing', { object: `CustomResourceDefinition ${name}`, what: 'is not there', mend: install }))
  }
  return findings
}

const workloadFindings = (found: readonly Metacontroller[], say: Say<Code>): readonly Finding[] => {
  if (found.length === 0) return [say('NotFound', { what: 'no StatefulSet or Deployment runs an image named metacontroller', mend: install })]
  const greedy = found.filter(({ flags, replicas }) => !flags.has('target-label-selector') && replicas > 0)
  const crowded = found.filter(({ flags, replicas }) => replicas > 1 && (flags.get('leader-election') ?? 'false') === 'false')
  return [
    ...found.filter(({ readyReplicas }) => readyReplicas === 0).map((one) => say('NotReady', {
      object: one.object, what: `none of ${one.replicas} replicas is ready`, mend: `kubectl --namespace ${one.namespace} describe ${one.name}`,
    })),
    ...crowded.map((one) => say('Several', { object: one.object, what: `${one.replicas} replicas without --leader-election`, mend: one.withFlags('--leader-election') })),
    ...(greedy.length < 2 ? [] : greedy.slice(1).map((one) => say('Several', {
      object: one.object, what: `serves all registrations, as ${greedy[0]?.object ?? ''} does`, mend: `kubectl --namespace ${one.namespace} scale ${one.name} --replicas 0`,
    }))),
  ]
}
