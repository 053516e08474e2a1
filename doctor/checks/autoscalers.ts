import type { StoredObject } from '../../src/engine/object-store.ts'
import { codeOf } from '../../src/engine/api-errors.ts'
import { messageOf } from '../../src/engine/engine-errors.ts'
import { described } from '../../src/engine/metadata.ts'
import { HorizontalPodAutoscaler } from '../../src/kit/kinds.ts'
import { groupPath } from '../../src/kube/address.ts'
import type { Cluster } from '../cluster.ts'
import { listAt, someOf } from '../fields.ts'
import { check } from '../finding.ts'

const codes = {
  MetricsMissing: { severity: 'error', why: 'an autoscaler without metrics never scales: apps stay at the members they have' },
} as const

export const autoscalers = check({
  name: 'autoscalers',
  looksAt: 'whether the metrics API answers, where apps have HorizontalPodAutoscalers',
  codes,
  well: 'no autoscaler lacks its metrics',
  run: async (cluster, say) => {
    const { items } = await cluster.list(HorizontalPodAutoscaler)
    const ours = items.filter((autoscaler) => isChild(autoscaler, cluster))
    const [first] = ours
    if (first === undefined) return []
    const missing = await withoutMetrics(cluster)
    return missing === undefined ? [] : [say('MetricsMissing', {
      object: described(first), what: `${missing}; ${ours.length} autoscalers need it: ${someOf(ours.map(described))}`, mend: 'kubectl get apiservices v1beta1.metrics.k8s.io',
    })]
  },
})

const isChild = (autoscaler: StoredObject, { controllers }: Cluster): boolean =>
  listAt(autoscaler, 'metadata', 'ownerReferences').some((owner) => controllers.some(({ parent }) => parent.kind === owner['kind'] && parent.apiVersion === owner['apiVersion']))

/** Why there are no metrics; undefined when there are. */
const withoutMetrics = async (cluster: Cluster): Promise<string | undefined> => {
  try {
    await cluster.ask('get --raw /apis/metrics.k8s.io', groupPath('metrics.k8s.io/v1beta1'))
    return undefined
  } catch (error) {
    if (codeOf(error) === 'KH_API_FORBIDDEN') throw error
    return codeOf(error) === 'KH_API_NOT_FOUND' ? 'the cluster has no metrics API' : messageOf(error)
  }
}
