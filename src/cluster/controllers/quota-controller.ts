import { equals } from '../../engine/structural-equality.ts'
import { objectOf, specOf, statusOf } from '../json-fields.ts'
import { resourceQuotas } from '../kinds.ts'
import { usedOf } from '../quota.ts'
import { usageIn } from '../server/admission.ts'
import type { Controller } from './controller.ts'
import { keyOf, placeOf } from './controller.ts'
import type { ControllerParts } from './controller-parts.ts'

/** Counts what quotas limit. Admission counts by itself, so a status that is a moment late lets nothing in. */
export const quotaController = (parts: ControllerParts): Controller => {
  const api = parts.server.as('resourcequota-controller')
  const { table } = parts.server.parts
  return {
    name: 'ResourceQuota',
    watches: [],
    watchesAll: ({ object: { metadata: { namespace } } }) => namespace === undefined ? [] : table.list(resourceQuotas, namespace).map(keyOf),
    keys: () => table.list(resourceQuotas).map(keyOf),
    reconcile: (key) => {
      const { name, namespace = '' } = placeOf(key)
      const quota = table.find(resourceQuotas, name, namespace)
      if (quota === undefined) return undefined
      const hard = objectOf(specOf(quota)['hard'])
      const status = { hard, used: usedOf(hard, usageIn(parts.server.parts, namespace)) }
      if (!equals(status, statusOf(quota))) api.setStatus(quota, status)
      return undefined
    },
  }
}
