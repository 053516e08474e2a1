import { problem } from '../../src/kit/problem.ts'
import type { Problem } from '../../src/kit/problem.ts'
import type { Settings } from '../../src/kit/settings.ts'

/** Settings of the Kaspr family, by upstream's variable names (kaspr-resources.md 7.1). */
export interface KasprSettings {
  /** Members that an app starts with when it comes from none. */
  readonly initialMaxReplicas: number
  /** Members that the autoscaler may add in one step. */
  readonly scaleUpPods: number
  /** Seconds between two steps of the autoscaler. */
  readonly scaleUpPeriodSeconds: number
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

export const kasprSettings = (settings: Settings): KasprSettings => ({
  initialMaxReplicas: whole(settings, initialMaxReplicas),
  scaleUpPods: whole(settings, scaleUpPods),
  scaleUpPeriodSeconds: whole(settings, scaleUpPeriodSeconds),
  imageRegistry: (settings['KASPR_IMAGE_REGISTRY'] ?? '').replace(/\/+$/, ''),
  variables: settings,
})

/** Settings that are no numbers in range stop the service at start. */
export const kasprSettingProblems = (settings: Settings): readonly Problem[] =>
  [initialMaxReplicas, scaleUpPods, scaleUpPeriodSeconds].flatMap((of) => Number.isNaN(whole(settings, of))
    ? [problem(of.name, `must be a whole number from 1 to ${of.most}, not "${settings[of.name] ?? ''}"`)] : [])

const whole = (settings: Settings, { name, absent, most }: Whole): number => {
  const given = settings[name]?.trim() ?? ''
  if (given === '') return absent
  const value = /^(True|true|yes)$/.test(given) ? 1 : /^\d+$/.test(given) ? Number(given) : NaN
  return value >= 1 && value <= most ? value : NaN
}
