import { conditions } from '../../../src/kit/condition.ts'
import type { BundleCode } from '../hookbundle/resource.ts'
import { revisionStatus } from '../hookrevision/publishing.ts'
import { programClaims } from './conditions.ts'
import type { Facts } from './conditions.ts'
import type { ProgramInput } from './program.ts'
import type { HookProgramStatus } from './resource.ts'

type Running = NonNullable<HookProgramStatus['active']>

const running = ({ revision, digest, compiledDigest }: BundleCode): Running => ({ revision, digest, compiledDigest })

export const statusOf = ({ parent: { metadata: { generation = 0 }, status }, now }: ProgramInput, facts: Facts): HookProgramStatus => {
  const { settled: { spec: { active, canary } }, lastGood, typesDigest } = facts
  const checks = checksOf(facts)
  return {
    observedGeneration: generation,
    ...(active === undefined ? {} : { active: running(active) }),
    ...(canary === undefined ? {} : { canary: running(canary) }),
    ...(lastGood === undefined ? {} : { lastGood }),
    ...(typesDigest === undefined ? {} : { typesDigest }),
    ...(checks === undefined ? {} : { checks }),
    conditions: conditions(status?.conditions, programClaims(facts), { now, generation }),
  }
}

const checksOf = ({ running: revision, settled: { spec: { active } } }: Facts): HookProgramStatus['checks'] => {
  const checks = revision === undefined ? undefined : revisionStatus(revision).checks
  return checks === undefined || active === undefined ? undefined : { revision: active.revision, passed: checks.passed, at: checks.at }
}
