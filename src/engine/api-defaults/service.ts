import type { JsonObject } from '../../protocol/json.ts'
import { always, completed, flag, kept, listOf, mapOf, orElse, struct, text } from './shape.ts'
import type { Fields, Shape } from './shape.ts'

/** Target 0 is no target. */
const targetPort: Shape = (value) => value === 0 ? undefined : text(value)

const port = completed(
  struct({ name: text, protocol: orElse(text, 'TCP'), targetPort }),
  ({ port: number = null }) => ({ targetPort: number }),
)

/** The address that this model gives to every Service; a real cluster gives each its own. */
const address = '10.96.0.10'

const addresses = ({ type, clusterIP = address }: JsonObject): JsonObject => type === 'ExternalName' ? {}
  : { clusterIP, clusterIPs: [clusterIP], ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack', internalTrafficPolicy: 'Cluster' }

/** Service of a cluster with IPv4 only. */
export const service: Fields = {
  spec: always(completed(struct({
    ports: listOf(port),
    selector: mapOf(kept),
    clusterIP: text,
    type: orElse(text, 'ClusterIP'),
    sessionAffinity: orElse(text, 'None'),
    publishNotReadyAddresses: flag,
  }), addresses)),
}
