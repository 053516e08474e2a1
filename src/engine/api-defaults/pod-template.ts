import { isObject } from '../../protocol/json.ts'
import type { JsonObject } from '../../protocol/json.ts'
import { container } from './container.ts'
import { objectMeta } from './object-meta.ts'
import { affinity, spreadConstraint, toleration } from './scheduling.ts'
import { podSecurityContext } from './security-context.ts'
import { always, flag, kept, listOf, mapOf, orElse, struct, text } from './shape.ts'
import type { Fields, Shape } from './shape.ts'
import { volume } from './volume.ts'

/** The account stands there under its old name as well. */
const accountTwice = ({ serviceAccountName, serviceAccount }: JsonObject): JsonObject => {
  const name = serviceAccountName ?? serviceAccount
  return name === undefined ? {} : { serviceAccountName: name, serviceAccount: name }
}

const accountText = (fields: JsonObject): JsonObject => ({ ...fields, ...accountTwice(fields) })

const fields: Fields = {
  volumes: listOf(volume),
  initContainers: listOf(container),
  containers: listOf(container),
  restartPolicy: orElse(text, 'Always'),
  terminationGracePeriodSeconds: orElse(kept, 30),
  dnsPolicy: orElse(text, 'ClusterFirst'),
  nodeSelector: mapOf(kept),
  serviceAccountName: text,
  serviceAccount: text,
  hostNetwork: flag,
  hostPID: flag,
  hostIPC: flag,
  securityContext: orElse(podSecurityContext, {}),
  imagePullSecrets: listOf(struct({ name: text })),
  affinity,
  schedulerName: orElse(text, 'default-scheduler'),
  tolerations: listOf(toleration),
  hostAliases: listOf(struct({ ip: kept, hostnames: listOf(kept) })),
  priorityClassName: text,
  topologySpreadConstraints: listOf(spreadConstraint),
}

/** What pods and their templates have in common; a pod has more fields. */
export const podSpec = (more: Fields = {}): Shape => {
  const spec = struct({ ...fields, ...more })
  return always((value) => {
    const made = spec(value)
    return isObject(made) ? accountText(made) : made
  })
}

/** Pod template of a workload; what only pods get, such as requests made of limits, is not filled in here. */
export const podTemplate = struct({ metadata: always(objectMeta), spec: podSpec() })
