import { claim } from '../../../../src/kit/condition.ts'
import type { Claim } from '../../../../src/kit/condition.ts'
import type { App } from '../app.ts'
import type { Report } from './report.ts'

/** Condition `MembersObserved`: whether what the status says of members can be believed. Absent where nobody asks them. */
export const observedClaims = ({ settings, replicas }: App, { state, observedAt, members }: Report): readonly Claim[] => {
  if (!settings.asksMembers || replicas === 0) return []
  if (state === 'none') return [claim('MembersObserved', 'Unknown', { reason: 'NoReport', message: 'No steward has reported on the members yet' })]
  if (state === 'stale') return [claim('MembersObserved', 'Unknown', { reason: 'ReportStale', message: `The last report on the members is of ${observedAt}` })]
  const silent = members.filter(({ answered }) => !answered)
  if (silent.length === 0) return [claim('MembersObserved', 'True', { reason: 'AllAnswered', message: 'Every member that runs answered' })]
  return [claim('MembersObserved', 'False', { reason: 'MembersSilent', message: silent.map(({ id, error = 'unknown' }) => `member ${id}: ${error}`).join('; ') })]
}
