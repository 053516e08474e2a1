import type { HorizontalPodAutoscalerBehavior, HPAScalingPolicy, HPAScalingRules } from 'kubernetes-types/autoscaling/v2.js'
import { changeWithin } from './scale-memory.ts'
import type { ScaleMemory } from './scale-memory.ts'

/** What the rules of an autoscaler are asked about. */
export interface Question {
  readonly current: number
  /** What the metrics ask for. */
  readonly desired: number
  readonly least: number
  readonly most: number
  readonly behavior: HorizontalPodAutoscalerBehavior | undefined
  readonly memory: ScaleMemory
  /** Milliseconds since 1970. */
  readonly now: number
}

export interface Answer {
  readonly replicas: number
  /** Reason of the condition ScalingLimited. */
  readonly reason: string
  readonly isLimited: boolean
  /** Whether older recommendations hold the desired number back. */
  readonly isStabilized: boolean
}

/** Window of the controller where the behaviour names none, in seconds. */
const downWindow = 300

/** How many pods there shall be: stabilised over time, then within the policies, then within bounds. */
export const ruled = (question: Question): Answer => {
  const stable = stabilized(question)
  const limited = bounded({ ...question, desired: stable })
  return { ...limited, isLimited: limited.replicas !== stable, isStabilized: stable !== question.desired }
}

const stabilized = ({ current, desired, behavior, memory, now }: Question): number => {
  const within = (seconds: number): readonly number[] => memory.recommendations.filter(({ at }) => at > now - seconds * 1000).map(({ replicas }) => replicas)
  const down = Math.max(desired, ...within(behavior?.scaleDown?.stabilizationWindowSeconds ?? downWindow))
  if (behavior === undefined) return down
  const up = Math.min(desired, ...within(behavior.scaleUp?.stabilizationWindowSeconds ?? 0))
  return Math.min(Math.max(current, up), down)
}

type Bounded = Pick<Answer, 'replicas' | 'reason'>

const bounded = (question: Question): Bounded => {
  const { current, desired } = question
  if (question.behavior === undefined || desired > current) return above(question)
  return desired < current ? below(question) : { replicas: desired, reason: 'DesiredWithinRange' }
}

const above = (question: Question): Bounded => {
  const { current, desired, least, most, behavior } = question
  const limit = behavior === undefined ? Math.max(2 * current, 4) : Math.max(current, upLimit(question, behavior.scaleUp))
  if (desired > Math.min(most, limit)) return { replicas: Math.min(most, limit), reason: most > limit ? 'ScaleUpLimit' : 'TooManyReplicas' }
  return desired < least ? { replicas: least, reason: 'TooFewReplicas' } : { replicas: desired, reason: 'DesiredWithinRange' }
}

const below = (question: Question): Bounded => {
  const { current, desired, least, behavior } = question
  const limit = Math.min(current, downLimit(question, behavior?.scaleDown))
  if (desired >= Math.max(least, limit)) return { replicas: desired, reason: 'DesiredWithinRange' }
  return { replicas: Math.max(least, limit), reason: least < limit ? 'ScaleDownLimit' : 'TooFewReplicas' }
}

type Rule = (start: number, policy: HPAScalingPolicy) => number

/** Pods at the beginning of a policy's period; what came and went since is taken back. */
const startOf = ({ current, memory, now }: Question, { periodSeconds }: HPAScalingPolicy): number =>
  current - changeWithin(memory.ups, periodSeconds, now) + changeWithin(memory.downs, periodSeconds, now)

const proposals = (question: Question, { policies = [] }: HPAScalingRules, rule: Rule): readonly number[] =>
  policies.map((policy) => rule(startOf(question, policy), policy))

const upLimit = (question: Question, rules: HPAScalingRules = {}): number => {
  if (rules.selectPolicy === 'Disabled') return question.current
  const limits = proposals(question, rules, (start, { type, value }) => type === 'Pods' ? start + value : Math.ceil(start * (1 + value / 100)))
  return rules.selectPolicy === 'Min' ? Math.min(...limits) : Math.max(...limits)
}

const downLimit = (question: Question, rules: HPAScalingRules = {}): number => {
  if (rules.selectPolicy === 'Disabled') return question.current
  const limits = proposals(question, rules, (start, { type, value }) => type === 'Pods' ? start - value : Math.trunc(start * (1 - value / 100)))
  return rules.selectPolicy === 'Min' ? Math.max(...limits) : Math.min(...limits)
}
