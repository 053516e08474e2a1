import { Service } from '../../src/kit/kinds.ts'
import type { Cluster } from '../cluster.ts'
import { at, listAt, numberAt, shellWord, someOf, textAt } from '../fields.ts'
import { check } from '../finding.ts'
import type { Finding, Say } from '../finding.ts'
import { EndpointSlice } from '../kinds.ts'
import { addressesOf } from '../registered.ts'
import type { ServiceAddress } from '../registered.ts'

const codes = {
  ServiceMissing: { severity: 'error', why: 'every sync fails: Metacontroller finds nobody under this name' },
  PortMissing: { severity: 'error', why: 'every sync fails: the Service has no such port' },
  NoEndpoints: { severity: 'error', why: 'every sync fails: no pod behind the Service is ready' },
  OneEndpoint: { severity: 'info', why: 'while the only pod restarts every sync fails and is put off, for up to 17 minutes' },
} as const
type Code = keyof typeof codes

export const webhooks = check({
  name: 'webhooks',
  looksAt: 'the Services that registrations name: there, with that port, with ready endpoints',
  codes,
  well: 'every Service that registrations name has ready endpoints',
  run: async (cluster, say) => {
    const findings: Finding[] = []
    for (const [address, callers] of await addressesOf(cluster)) findings.push(...await ofAddress(cluster, address, { callers, say }))
    return findings
  },
})

interface Look { readonly callers: readonly string[]; readonly say: Say<Code> }

const ofAddress = async (cluster: Cluster, { name, namespace, port }: ServiceAddress, { callers, say }: Look): Promise<readonly Finding[]> => {
  const object = `Service ${namespace}/${name}`
  const service = await cluster.get(Service, name, namespace)
  const told = `called by ${someOf(callers)}`
  if (service === undefined) return [say('ServiceMissing', { object, what: `is not there, ${told}`, mend: `kubectl --namespace ${shellWord(namespace)} get services` })]
  if (textAt(service, 'spec', 'type') === 'ExternalName') return []
  if (!listAt(service, 'spec', 'ports').some((one) => numberAt(one, 'port') === port)) {
    return [say('PortMissing', { object, what: `has no port ${port}, ${told}`, mend: `kubectl --namespace ${shellWord(namespace)} get service ${shellWord(name)} --output yaml` })]
  }
  const ready = await readyEndpoints(cluster, name, namespace)
  const mend = `kubectl --namespace ${shellWord(namespace)} get pods`
  if (ready === 0) return [say('NoEndpoints', { object, what: `has no ready endpoint, ${told}`, mend })]
  return ready === 1 ? [say('OneEndpoint', { object, what: 'has one ready endpoint', mend })] : []
}

const readyEndpoints = async (cluster: Cluster, name: string, namespace: string): Promise<number> => {
  const { items } = await cluster.list(EndpointSlice, { namespace, labelSelector: `kubernetes.io/service-name=${name}` })
  // Absent means ready.
  return items.flatMap((slice) => listAt(slice, 'endpoints')).filter((endpoint) => at(endpoint, 'conditions', 'ready') !== false).length
}
