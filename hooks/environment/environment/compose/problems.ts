import { StatefulSet } from '../../../../src/kit/kinds.ts'
import { problem } from '../../../../src/kit/problem.ts'
import type { Problem } from '../../../../src/kit/problem.ts'
import type { Environment } from '../environment.ts'

/** Why a compose file cannot be deployed. */
export const composeProblems = ({ compose, observed }: Environment): readonly Problem[] => compose === undefined ? [] : [
  ...compose.problems,
  // A set cannot lose its claims, and its data would not be found again elsewhere.
  ...compose.services.filter(({ name }) => (observed.get(StatefulSet, name)?.spec?.volumeClaimTemplates ?? []).length > 0)
    .map(({ name }) => problem(`compose.services.${name}`, `StatefulSet ${name} holds data of another mode: choose another name, or name it in spec.discard and delete it`)),
]
