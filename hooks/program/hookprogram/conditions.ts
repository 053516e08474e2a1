import { claim } from '../../../src/kit/condition.ts'
import type { Claim } from '../../../src/kit/condition.ts'
import type { BundleCode } from '../hookbundle/resource.ts'
import { revisionStatus } from '../hookrevision/publishing.ts'
import type { HookRevision } from '../hookrevision/resource.ts'
import type { Refused } from '../hookrevision/revision-code.ts'
import type { Settled } from './bundle.ts'

/** What conditions are made of. */
export interface Facts {
  readonly settled: Settled
  /** The revision of the active code, when it came with the request. */
  readonly running: HookRevision | undefined
  readonly lastGood: string | undefined
  readonly typesDigest: string | undefined
  readonly definitionProblem: Refused | undefined
  readonly wantsCanary: boolean
  /** What the Studio did by itself. */
  readonly autoRolledBack: readonly Claim[]
  /** Whether bundle and registration are in the cluster. */
  readonly isRegistered: boolean
}

export const programClaims = (facts: Facts): readonly Claim[] => {
  const { settled: { spec: { active } }, wantsCanary, autoRolledBack } = facts
  return [
    ready(facts),
    activeClaim(facts),
    ...(wantsCanary ? [canaryClaim(facts)] : []),
    ...(active === undefined ? [] : [lastGoodClaim(facts, active), typesStale(facts), checksFailed(facts)]),
    ...autoRolledBack,
  ]
}

const ready = ({ settled: { activeRefused, schemaLeftOut }, definitionProblem, isRegistered }: Facts): Claim => {
  const problem = activeRefused ?? definitionProblem
  if (problem !== undefined) return claim('Ready', 'False', problem)
  if (!isRegistered) return claim('Ready', 'False', { reason: 'Registering', message: 'the controller is being registered' })
  const unchecked = schemaLeftOut === undefined ? '' : `; status is not checked, because its schema has ${schemaLeftOut} bytes`
  return claim('Ready', 'True', { reason: 'Registered', message: `the program answers for its parents${unchecked}` })
}

const activeClaim = ({ settled: { spec: { active }, activeRefused } }: Facts): Claim => {
  if (activeRefused !== undefined) return claim('Active', 'False', { ...activeRefused, message: `${activeRefused.message}${active === undefined ? '' : `; ${active.revision} answers as before`}` })
  return claim('Active', 'True', { reason: 'Running', message: `${active?.revision ?? 'nothing'} answers` })
}

const canaryClaim = ({ settled: { spec: { active, canary }, canaryRefused } }: Facts): Claim => {
  if (canaryRefused !== undefined) return claim('Canary', 'False', { ...canaryRefused, message: `${canaryRefused.message}${canary === undefined ? '' : `; ${canary.revision} answers as before`}` })
  return canary === undefined ? claim('Canary', 'False', { reason: 'IsActive', message: `${active?.revision ?? 'nothing'} answers for all parents` })
    : claim('Canary', 'True', { reason: 'Running', message: `${canary.revision} answers for ${canary.percent === undefined ? 'the selected parents' : `${canary.percent} % of the parents`}` })
}

const lastGoodClaim = ({ lastGood }: Facts, { revision }: BundleCode): Claim => {
  if (lastGood === undefined) return claim('LastGood', 'Unknown', { reason: 'NoneYet', message: 'no active revision has passed its checks' })
  return lastGood === revision ? claim('LastGood', 'True', { reason: 'Active', message: `${revision} answers and has passed its checks` })
    : claim('LastGood', 'False', { reason: 'Older', message: `the way back is ${lastGood}` })
}

const typesStale = ({ running, typesDigest }: Facts): Claim => {
  const checked = running?.spec.typesDigest
  if (checked === undefined || typesDigest === undefined) return claim('TypesStale', 'Unknown', { reason: 'NotKnown', message: 'the types that it was checked against, or those of now, are not known' })
  return checked === typesDigest ? claim('TypesStale', 'False', { reason: 'Current', message: 'it was checked against the types of now' })
    : claim('TypesStale', 'True', { reason: 'CheckAgain', message: 'schemas or kinds changed since it was checked' })
}

const checksFailed = ({ running }: Facts): Claim => {
  const { checks, overrides = [] } = running === undefined ? {} : revisionStatus(running)
  const over = overrides.map(({ user }) => user).join(', ')
  const note = over === '' ? '' : `; published all the same by ${over}`
  if (checks === undefined) return claim('ChecksFailed', 'Unknown', { reason: 'NotRun', message: `there is no report${note}` })
  return checks.passed ? claim('ChecksFailed', 'False', { reason: 'Passed', message: `all were passed at ${checks.at}` })
    : claim('ChecksFailed', 'True', { reason: 'Failed', message: `not all were passed at ${checks.at}${note}` })
}
