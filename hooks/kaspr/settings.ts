import { problem } from '../../src/kit/problem.ts'
import type { Problem } from '../../src/kit/problem.ts'
import { flagOf, flagProblems } from '../../src/kit/settings.ts'
import type { Settings } from '../../src/kit/settings.ts'

/** Settings of the Kaspr family, by upstream's variable names (kaspr-resources.md 7.1). */
export interface KasprSettings {
  /** Members that an app starts with when it comes from none. */
  readonly initialMaxReplicas: number
  /** Members that the autoscaler may add in one step. */
  readonly scaleUpPods: number
  /** Seconds between two steps of the autoscaler. */
  readonly scaleUpPeriodSeconds: number
  /** Members are asked how they are. */
  readonly asksMembers: boolean
  /** Seconds that one member has to answer. */
  readonly memberTimeoutSeconds: number
  /** The group is rebalanced when what it reads changes; an annotation of the app says otherwise. */
  readonly autoRebalance: boolean
  /** Members that hang in a rebalance are replaced; an annotation of the app says otherwise. */
  readonly detectsHungMembers: boolean
  /** Seconds in a rebalance after which a member counts as hung. */
  readonly hungAfterSeconds: number
  /** Prefix of every image, without trailing slashes. */
  readonly imageRegistry: string
  /** Variables that package entries may refer to. */
  readonly variables: Settings
}

interface Whole { readonly name: string; readonly absent: number; readonly most: number }

const initialMaxReplicas: Whole = { name: 'INITIAL_MAX_REPLICAS', absent: 1, most: 100_000 }
const scaleUpPods: Whole = { name: 'HPA_SCALE_UP_POLICY_PODS_PER_STEP', absent: 4, most: 100_000 }
/** The API server allows half an hour at most. */
const scaleUpPeriodSeconds: Whole = { name: 'HPA_SCALE_UP_POLICY_PERIOD_SECONDS', absent: 60, most: 1800 }

const memberTimeoutSeconds: Whole = { name: 'CLIENT_STATUS_CHECK_TIMEOUT_SECONDS', absent: 10, most: 60 }
const hungAfterSeconds: Whole = { name: 'HUNG_REBALANCING_THRESHOLD_SECONDS', absent: 300, most: 86_400 }

const flags = { asksMembers: 'CLIENT_STATUS_CHECK_ENABLED', autoRebalance: 'AUTO_REBALANCE_ENABLED', detectsHungMembers: 'HUNG_MEMBER_DETECTION_ENABLED' } as const

export const kasprSettings = (settings: Settings): KasprSettings => ({
  initialMaxReplicas: whole(settings, initialMaxReplicas),
  scaleUpPods: whole(settings, scaleUpPods),
  scaleUpPeriodSeconds: whole(settings, scaleUpPeriodSeconds),
  asksMembers: flagOf(settings, flags.asksMembers) ?? true,
  memberTimeoutSeconds: Math.floor(whole(settings, memberTimeoutSeconds)),
  autoRebalance: flagOf(settings, flags.autoRebalance) ?? true,
  detectsHungMembers: flagOf(settings, flags.detectsHungMembers) ?? true,
  hungAfterSeconds: whole(settings, hungAfterSeconds),
  imageRegistry: (settings['KASPR_IMAGE_REGISTRY'] ?? '').replace(/\/+$/, ''),
  variables: settings,
})

/** Settings that are no numbers in range stop the service at start. */
export const kasprSettingProblems = (settings: Settings): readonly Problem[] =>
  [
    ...[initialMaxReplicas, scaleUpPods, scaleUpPeriodSeconds, memberTimeoutSeconds, hungAfterSeconds].flatMap((of) => Number.isNaN(whole(settings, of))
      ? [problem(of.name, `must be a whole number from 1 to ${of.most}, not "${settings[of.name] ?? ''}"`)] : []),
    // Upstream takes any other word for true; here it stops the service at start (kaspr-lifecycle.md 1.2).
    ...flagProblems(settings, Object.values(flags)),
  ]

const whole = (settings: Settings, { name, absent, most }: Whole): number => {
  const given = settings[name]?.trim() ?? ''
  if (given === '') return absent
  const value = /^(True|true|yes)$/.test(given) ? 1 : /^\d+(\.0+)?$/.test(given) ? Number(given) : NaN
  return value >= 1 && value <= most ? value : NaN
}
