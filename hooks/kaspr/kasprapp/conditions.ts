import { claim } from '../../../src/kit/condition.ts'
import type { Claim } from '../../../src/kit/condition.ts'
import { problemsText } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import type { App } from './app.ts'
import { keptClaimFields } from './kept-claim-fields.ts'
import type { DayTwo } from './members/day-two.ts'
import { keptFields } from './stateful-set.ts'

/** Conditions of a valid app (kaspr-lifecycle.md 3.3, 3.4); words that upstream's users know stay. `newSpec`: nobody has answered this generation before. */
export const claimsOf = (app: App, doings: DayTwo, newSpec: boolean): readonly Claim[] => [
  ...progressClaims(app, doings, newSpec),
  ...doings.claims,
  componentsClaim(app),
  ...appliedClaim(app),
]

const progressClaims = (app: App, { rollout, hung }: DayTwo, newSpec: boolean): readonly Claim[] => {
  if (hung.length > 0) {
    const ids = hung.map(({ id }) => id).join(', ')
    return pair(['False', 'ReconcileComplete', 'All resources are in desired state'], ['False', 'HungMembers', `Members [${ids}] hung in rebalancing state - terminating pods`])
  }
  if (newSpec) return pair(['True', 'NewSpec', 'Reconciling desired state'], ['False', 'NotReady', 'Rollout in progress'])
  if (rollout.available === app.replicas && !rollout.inProgress) {
    return pair(['False', 'ReconcileComplete', 'All resources are in desired state'], ['True', 'Healthy', 'App is ready'])
  }
  return pair(['True', 'Reconciling', `Waiting for resources to become ready${whyWaiting(app)}`], ['False', 'NotReady', rollout.inProgress ? 'Rollout in progress' : 'Kaspr app not ready'])
}

/** What stands in the way, where somebody knows: an autoscaler that cannot act, pods that do not start (O30). */
const whyWaiting = ({ observed: { autoscaler, report } }: App): string => {
  const scaling = autoscaler?.status?.conditions?.find(({ type, status }) => type === 'ScalingActive' && status === 'False')
  const waiting = report.members.flatMap(({ pod, waiting: of }) => of === undefined ? [] : [`${pod}: ${of.reason}`])
  const said = [...(scaling === undefined ? [] : [`autoscaler: ${scaling.message ?? scaling.reason ?? 'not active'}`]), ...waiting]
  return said.length === 0 ? '' : `; ${said.join('; ')}`
}

type Said = readonly [status: Claim['status'], reason: string, message: string]

const pair = (...said: readonly [progressing: Said, ready: Said]): readonly Claim[] =>
  (['Progressing', 'Ready'] as const).map((type, index) => {
    const [status, reason, message] = said[index === 0 ? 0 : 1]
    return claim(type, status, { reason, message })
  })

/** Components that are invalid or left out, by kind and name. */
export const componentProblems = ({ parts, joins }: App): readonly Problem[] => [
  ...parts.filter(({ problems }) => problems.length > 0),
  ...joins.leftOut.map(({ part, problems }) => ({ ...part, problems })),
].map(({ kind, component, problems }) => ({ path: `${kind}/${component.metadata.name}`, message: problemsText(problems, 3) }))

const componentsClaim = (app: App): Claim => {
  const problems = componentProblems(app)
  return problems.length === 0
    ? claim('ComponentsReady', 'True', { reason: 'AllComponentsValid', message: `${app.parts.length} component(s) are part of the app` })
    : claim('ComponentsReady', 'False', { reason: 'InvalidComponents', message: problemsText(problems, 20) })
}

/** Only there while something that was asked for cannot be done in place. */
const appliedClaim = (app: App): readonly Claim[] => {
  const kept = [...keptFields(app), ...keptClaimFields(app)]
  return kept.length === 0 ? [] : [claim('SpecApplied', 'False', { reason: 'ImmutableField', message: problemsText(kept) })]
}

/** The app is held as it is. */
export const pauseRequested = {
  reason: 'PauseRequested',
  message: 'Annotation kaspr.io/pause-reconciliation holds every object as it is, manual edits included; the autoscaler keeps scaling',
}
