import { claim } from '../../../src/kit/condition.ts'
import type { Claim } from '../../../src/kit/condition.ts'
import { problemsText } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import type { App } from './app.ts'
import { keptClaimFields } from './packages-claim.ts'
import type { Rollout } from './rollout.ts'
import { keptFields } from './stateful-set.ts'

interface Progress {
  readonly rollout: Rollout
  /** Nobody has answered this generation before. */
  readonly newSpec: boolean
}

/** Conditions of a valid app (kaspr-lifecycle.md 3.3, 3.4); words that upstream's users know stay. */
export const claimsOf = (app: App, progress: Progress): readonly Claim[] => [
  ...progressClaims(app, progress),
  componentsClaim(app),
  ...appliedClaim(app),
]

const progressClaims = ({ replicas }: App, { rollout, newSpec }: Progress): readonly Claim[] => {
  if (newSpec) return pair(['True', 'NewSpec', 'Reconciling desired state'], ['False', 'NotReady', 'Rollout in progress'])
  if (rollout.available === replicas && !rollout.inProgress) {
    return pair(['False', 'ReconcileComplete', 'All resources are in desired state'], ['True', 'Healthy', 'App is ready'])
  }
  return pair(['True', 'Reconciling', 'Waiting for resources to become ready'], ['False', 'NotReady', rollout.inProgress ? 'Rollout in progress' : 'Kaspr app not ready'])
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
