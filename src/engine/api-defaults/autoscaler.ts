import type { JsonValue } from '../../protocol/json.ts'
import { always, kept, listOf, orElse, quantity, struct, text } from './shape.ts'
import type { Fields } from './shape.ts'

const target = struct({ value: quantity, averageValue: quantity, averageUtilization: kept })
const source = struct({ target: always(target) })
const metric = struct({ resource: source, containerResource: source, pods: source, object: source, external: source })

const policies = (defaults: readonly JsonValue[]) => orElse(listOf(kept), defaults)
const rules = { selectPolicy: orElse(kept, 'Max'), stabilizationWindowSeconds: kept }

const fourPods = { type: 'Pods', value: 4, periodSeconds: 15 }
const allPods = { type: 'Percent', value: 100, periodSeconds: 15 }

/** Once there is one rule for behaviour, all others are written out. */
const behavior = struct({
  scaleUp: always(struct({ ...rules, stabilizationWindowSeconds: orElse(kept, 0), policies: policies([fourPods, allPods]) })),
  scaleDown: always(struct({ ...rules, policies: policies([allPods]) })),
})

const cpu = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }

/** HorizontalPodAutoscaler. */
export const autoscaler: Fields = {
  spec: always(struct({
    scaleTargetRef: always(struct({ apiVersion: text })),
    minReplicas: orElse(kept, 1),
    metrics: orElse(listOf(metric), [cpu]),
    behavior,
  })),
}
