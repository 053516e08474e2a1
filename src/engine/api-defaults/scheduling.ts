import { kept, listOf, mapOf, struct, text } from './shape.ts'

const requirement = struct({ key: kept, operator: kept, values: listOf(kept) })
export const labelSelector = struct({ matchLabels: mapOf(kept), matchExpressions: listOf(requirement) })

const nodeTerm = struct({ matchExpressions: listOf(requirement), matchFields: listOf(requirement) })
const podTerm = struct({ labelSelector, namespaceSelector: labelSelector, namespaces: listOf(kept), topologyKey: kept })
const podRules = struct({
  requiredDuringSchedulingIgnoredDuringExecution: listOf(podTerm),
  preferredDuringSchedulingIgnoredDuringExecution: listOf(struct({ podAffinityTerm: podTerm })),
})

export const affinity = struct({
  nodeAffinity: struct({
    requiredDuringSchedulingIgnoredDuringExecution: struct({ nodeSelectorTerms: listOf(nodeTerm) }),
    preferredDuringSchedulingIgnoredDuringExecution: listOf(struct({ preference: nodeTerm })),
  }),
  podAffinity: podRules,
  podAntiAffinity: podRules,
})

export const toleration = struct({ key: text, operator: text, value: text, effect: text, tolerationSeconds: kept })

export const spreadConstraint = struct({ labelSelector, matchLabelKeys: listOf(kept), minDomains: kept })
