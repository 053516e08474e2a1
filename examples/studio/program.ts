import { conditions, labels, name } from '@studio/k8s'
import type { Child, Parent, Sync } from '@studio/k8s'

const configMap = (parent: Parent): Child => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: name(parent.metadata.name, 'message'), labels: labels(parent.metadata.name) },
  data: { message: parent.spec.message, replicas: String(parent.spec.replicas) },
})

type Said = readonly [status: 'True' | 'False', reason: string, message: string]

const invalid: Said = ['False', 'InvalidSpec', 'spec.replicas must be at least 0']
const ready: Said = ['True', 'Made', 'the ConfigMap is there']
const making: Said = ['False', 'Making', 'the ConfigMap is being made']

/** A message becomes a ConfigMap. Fewer than no replicas are refused: the ConfigMap stays as it is, and status says why. */
export const sync: Sync = ({ parent, children }, ctx) => {
  const { metadata: { generation = 0 }, spec: { message, replicas }, status } = parent
  const observed = Object.values(children['ConfigMap.v1'])
  const toldBy = ([value, reason, text]: Said) => {
    const told = { type: 'Ready', status: value, reason, message: text, observedGeneration: generation }
    return { observedGeneration: generation, conditions: conditions(status?.conditions, [told], ctx.now) }
  }
  if (replicas < 0) {
    ctx.log.warn(`${parent.metadata.name}: spec.replicas is ${replicas}`)
    const kept = observed.map(({ metadata, data = {} }): Child => (
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: metadata.name, labels: labels(parent.metadata.name) }, data }
    ))
    // Nothing may be there yet: an empty list is meant then.
    return { children: kept, childless: kept.length === 0, status: { ...status, state: 'Invalid', ...toldBy(invalid) } }
  }
  const isMade = observed.length > 0
  const state = isMade ? 'Ready' : 'Pending'
  return { children: [configMap(parent)], status: { state, message, replicas, ...toldBy(isMade ? ready : making) } }
}
