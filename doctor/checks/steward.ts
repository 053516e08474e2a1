import { leaseName } from '../../steward/election.ts'
import { KasprMemberSet } from '../../hooks/kaspr/kasprmemberset/resource.ts'
import { numberAt, secondsSince, textAt } from '../fields.ts'
import { check } from '../finding.ts'
import { Lease } from '../kinds.ts'

const why = 'without a steward apps run, but nobody knows how their members are, and rebalances and growing claims wait'

const codes = {
  LeaseMissing: { severity: 'warning', why },
  LeaseFree: { severity: 'warning', why },
  LeaseOld: { severity: 'error', why },
  NotNeeded: { severity: 'info', why: 'no app has members that would be asked' },
} as const

/** Four times the duration of the lease: clocks of a cluster and of a person differ. */
const oldSeconds = 60

export const steward = check({
  name: 'steward',
  looksAt: 'the Lease of the steward in the namespace of the service: its holder and when it was renewed last',
  codes,
  well: 'a steward holds the lease',
  run: async (cluster, say) => {
    const { namespace } = cluster
    const object = `Lease ${namespace}/${leaseName}`
    const lease = await cluster.get(Lease, leaseName, namespace)
    const sets = await cluster.list(KasprMemberSet)
    if (lease === undefined && sets.total === 0) return [say('NotNeeded', { object, what: 'is not there' })]
    const mend = `kubectl --namespace ${namespace} get pods,leases`
    if (lease === undefined) return [say('LeaseMissing', { object, what: `is not there, and ${sets.total} apps have members; --namespace names another namespace`, mend })]
    const holder = textAt(lease, 'spec', 'holderIdentity')
    if (holder === '') return [say('LeaseFree', { object, what: 'nobody holds it', mend })]
    const age = secondsSince(textAt(lease, 'spec', 'renewTime'), cluster.now)
    const isOld = age === undefined || age > Math.max(oldSeconds, 4 * (numberAt(lease, 'spec', 'leaseDurationSeconds') ?? 0))
    return isOld ? [say('LeaseOld', { object, what: `${holder} holds it and renewed it ${age === undefined ? 'never' : `${age} s ago`}`, mend })] : []
  },
})
