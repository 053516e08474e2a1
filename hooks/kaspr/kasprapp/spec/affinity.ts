import { integer, listOf, optional, struct, text } from '../../../../src/kit/fields.ts'
import { labelSelector, requirements } from './selectors.ts'

const nodeTerm = struct({
  matchExpressions: optional(requirements('Requirements on node labels.')),
  matchFields: optional(requirements('Requirements on node fields.')),
}, 'A node selector term.')

const podTerm = struct({
  labelSelector: optional(labelSelector('Pods to be near to or away from.')),
  namespaceSelector: optional(labelSelector('Namespaces of those pods.')),
  namespaces: optional(listOf(text('A namespace.'), 'Namespaces of those pods, by name.')),
  matchLabelKeys: optional(listOf(text('A label key.'), 'Keys whose values are taken from this pod.')),
  mismatchLabelKeys: optional(listOf(text('A label key.'), 'Keys whose values must differ from this pod.')),
  topologyKey: text('Node label that defines what near means.'),
}, 'A pod affinity term.')

const weight = integer('Weight of the term, 1 to 100.')

const podRules = (description: string) => struct({
  requiredDuringSchedulingIgnoredDuringExecution: optional(listOf(podTerm, 'Terms that must hold.')),
  preferredDuringSchedulingIgnoredDuringExecution: optional(listOf(
    struct({ weight, podAffinityTerm: podTerm }, 'A weighted term.'),
    'Terms that should hold.',
  )),
}, description)

export const affinity = struct({
  nodeAffinity: optional(struct({
    requiredDuringSchedulingIgnoredDuringExecution: optional(struct({
      nodeSelectorTerms: listOf(nodeTerm, 'Terms of which one must hold.'),
    }, 'What a node must have.')),
    preferredDuringSchedulingIgnoredDuringExecution: optional(listOf(
      struct({ weight, preference: nodeTerm }, 'A weighted term.'),
      'What a node should have.',
    )),
  }, 'Which nodes.')),
  podAffinity: optional(podRules('Near which pods.')),
  podAntiAffinity: optional(podRules('Away from which pods.')),
}, 'Scheduling preferences, passed to the pods as they are.')
