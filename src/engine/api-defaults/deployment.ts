import { isObject } from '../../protocol/json.ts'
import { podTemplate } from './pod-template.ts'
import { labelSelector } from './scheduling.ts'
import { always, kept, number, orElse, struct, text } from './shape.ts'
import type { Fields, Shape } from './shape.ts'

const rolling = struct({ maxUnavailable: orElse(kept, '25%'), maxSurge: orElse(kept, '25%') })
const named = struct({ type: orElse(text, 'RollingUpdate') })

/** Unlike a StatefulSet's, the strategy of a Deployment always says how it rolls. */
const strategy: Shape = (value) => {
  const fields = named(value ?? {})
  if (!isObject(fields) || fields['type'] !== 'RollingUpdate') return fields
  return { ...fields, rollingUpdate: rolling(fields['rollingUpdate'] ?? {}) ?? {} }
}

const replicas = { replicas: orElse(kept, 1), minReadySeconds: number, selector: labelSelector, template: always(podTemplate) }

/** Deployment. */
export const deployment: Fields = {
  spec: always(struct({ ...replicas, strategy, revisionHistoryLimit: orElse(kept, 10), progressDeadlineSeconds: orElse(kept, 600) })),
}

/** ReplicaSet. */
export const replicaSet: Fields = { spec: always(struct(replicas)) }
