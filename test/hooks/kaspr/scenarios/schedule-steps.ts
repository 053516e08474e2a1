import type { ObservedMember, Operation, OperationOutcome } from '../../../../hooks/kaspr/kasprmemberset/resource.ts'
import { gibibytes, pass, timeOf } from './schedule.ts'
import type { Objects, Pod, Run } from './schedule.ts'

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
export const dice = (seed: number): () => number => {
  let state = seed
  return () => {
    state = (state + 0x6D2B79F5) | 0
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    const more = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((more ^ (more >>> 14)) >>> 0) / 4294967296
  }
}
type Roll = () => number

/** Caches catch up, each by itself; a cache that starts anew may even go back. */
const refresh = (run: Run, roll: Roll): void => {
  const { live, view, past } = run
  const keys: readonly (keyof Objects)[] = ['parent', 'topics', 'set', 'sts']
  run.view = keys.reduce<Objects>((now, key) => roll() < 0.75 ? { ...now, [key]: live[key] } : now, view)
  const old = past[Math.floor(roll() * past.length)]
  if (roll() < 0.04 && old !== undefined) run.view = { ...run.view, ...old }
}

const hook = (run: Run, roll: Roll): void => {
  refresh(run, roll)
  pass(run, roll() < 0.1)
}

const isHung = ({ rebalancing, recovering }: Pod): boolean => rebalancing && !recovering

/** The steward asks all members and writes down what they said. */
const poll = (run: Run): void => {
  const { live: { set } } = run
  if (set === undefined) return
  const now = timeOf(run)
  run.said = new Map(run.pods.map((pod) => {
    const flags = `${pod.rebalancing} ${pod.recovering}`
    const before = run.said.get(pod.uid)
    return [pod.uid, before?.flags === flags ? before : { flags, since: now }]
  }))
  run.polls.push({ at: run.seconds, hung: new Set(run.pods.filter(isHung).map(({ uid }) => uid)) })
  const members = run.pods.map(({ id, uid, rebalancing, recovering }): ObservedMember =>
    ({ id, pod: `orders-app-${id}`, podUID: uid, ready: true, answered: true, leader: id === 0, rebalancing, recovering, since: run.said.get(uid)?.since ?? now }))
  run.past.push({ set })
  run.live = { ...run.live, set: { ...set, observedAt: now, members, outcomes: outcomesOf(run, set.operations) } }
}

/** What was begun and is asked for, and the last twenty besides. */
const outcomesOf = ({ begun }: Run, operations: readonly Operation[]): readonly OperationOutcome[] => {
  const all = [...begun.values()]
  return all.filter((one, index) => index >= all.length - 20 || operations.some(({ id }) => id === one.id))
}

const tell = (run: Run): void => {
  const { set } = run.live
  if (set !== undefined) run.live = { ...run.live, set: { ...set, outcomes: outcomesOf(run, set.operations) } }
}

/** The steward carries out one operation: it writes that it begins, acts, and writes what came of it; it may die in between. */
const work = (run: Run, roll: Roll): void => {
  if (roll() < 0.8) run.stewardView = run.live.set?.operations ?? []
  const operation = run.stewardView.find(({ id }) => !run.begun.has(id))
  if (operation === undefined || run.live.set === undefined) return
  carryOut(run, operation, roll)
}

const carryOut = (run: Run, operation: Operation, roll: Roll): void => {
  const startedAt = timeOf(run)
  run.begun.set(operation.id, { id: operation.id, state: 'Running', attempts: 1, startedAt })
  tell(run)
  const luck = roll()
  if (luck < 0.1) return
  const isGood = luck < 0.75
  if (isGood) act(run, operation)
  if (luck < 0.15) return
  run.begun.set(operation.id, { id: operation.id, state: isGood ? 'Succeeded' : 'Failed', attempts: 1, startedAt, finishedAt: timeOf(run) })
  if (roll() < 0.8) tell(run)
}

const act = (run: Run, { id, type, podUID, size = '0Gi', statefulSetUID }: Operation): void => {
  if (type === 'Rebalance') rebalance(run, id)
  if (type === 'TerminateMember' && run.pods.some(({ uid }) => uid === podUID)) {
    run.counts.terminations += 1
    run.pods = run.pods.map((pod) => pod.uid === podUID ? fresh(run, pod.id) : pod)
  }
  if (type === 'ResizeStorage') {
    run.claims = run.claims.map((claim) => Math.max(claim, gibibytes(size)))
    const { sts } = run.live
    if (sts === undefined || sts.uid !== statefulSetUID) return
    run.counts.resizes += 1
    run.orphaned = sts.spec.replicas
    run.live = { ...run.live, sts: undefined }
  }
}

/** Nobody can know what became of an operation in whose middle the steward died: it counts as failed, and may be repeated. */
const rebalance = (run: Run, id: string): void => {
  const before = run.rebalanced.at(-1) ?? ''
  run.counts.rebalances += 1
  if (whatOf(id) !== 'manual' && whatOf(before) === whatOf(id) && run.begun.get(before)?.state !== 'Failed') run.broken.push(`rebalanced twice for ${whatOf(id)}`)
  run.rebalanced.push(id)
}

const whatOf = (id: string): string => id.split('-').at(2) ?? ''

/** A steward that starts anew has forgotten what members said, and gives up what it had begun. */
const restart = (run: Run): void => {
  run.said = new Map()
  for (const [id, outcome] of run.begun) if (outcome.state === 'Running') run.begun.set(id, { ...outcome, state: 'Failed', finishedAt: timeOf(run), message: 'interrupted' })
  tell(run)
}

const fresh = (run: Run, id: number): Pod => {
  run.uids += 1
  return { id, uid: `pod-${run.uids}`, rebalancing: false, recovering: false }
}

/** The StatefulSet controller gives every member its pod, and new pods for a new template. */
const workload = (run: Run, roll: Roll): void => {
  const { sts } = run.live
  if (sts === undefined) return
  const isNew = sts.seen !== 0 && sts.seen !== sts.generation && roll() < 0.7
  run.pods = Array.from({ length: sts.spec.replicas }, (_, id) => isNew ? fresh(run, id) : run.pods[id] ?? fresh(run, id))
  run.live = { ...run.live, sts: { ...sts, seen: sts.generation, available: sts.spec.replicas } }
}

const autoscale = (run: Run): void => {
  const { sts } = run.live
  if (sts !== undefined && sts.spec.replicas > 0 && sts.spec.replicas < 3) run.live = { ...run.live, sts: { ...sts, spec: { ...sts.spec, replicas: 3 }, generation: sts.generation + 1 } }
}

const moods: readonly Pick<Pod, 'rebalancing' | 'recovering'>[] = [{ rebalancing: true, recovering: false }, { rebalancing: false, recovering: false }, { rebalancing: true, recovering: true }]
const mood = (run: Run, roll: Roll): void => {
  const [which, how] = [Math.floor(roll() * 3), moods[roll() < 0.6 ? 0 : roll() < 0.7 ? 1 : 2]]
  run.pods = run.pods.map((pod) => pod.id === which ? { ...pod, ...how } : pod)
}

const topics = ['in', 'out', 'other']
const people = (run: Run, roll: Roll): void => {
  const { live: { parent } } = run
  const change = roll()
  if (change < 0.5) run.live = { ...run.live, topics: topics.filter((_, index) => index === 0 || roll() < 0.5) }
  else if (change < 0.7) run.live = { ...run.live, parent: { ...parent, annotations: { ...parent.annotations, 'kaspr.io/rebalance': 'x' } } }
  else if (change < 0.85) run.live = { ...run.live, parent: { ...parent, size: `${1 + Math.floor(roll() * 4)}Gi`, generation: parent.generation + 1 } }
  else run.live = { ...run.live, parent: { ...parent, annotations: { ...parent.annotations, 'kaspr.io/pause-reconciliation': String(roll() < 0.3) } } }
}

const steps: readonly (readonly [weight: number, step: (run: Run, roll: Roll) => void])[] =
  [[0.36, hook], [0.72, poll], [0.82, work], [0.83, restart], [0.91, workload], [0.925, autoscale], [0.955, mood], [1, people]]

/** The app is there, three members run, and the steward has told so. */
export const settle = (run: Run): void => {
  for (const now of [hook, workload, autoscale, workload, poll, hook, hook]) now(run, () => 0.5)
}

/** Calm: people keep away, and members that hang go on hanging. Else the steward, the hook, or nothing is out every other while. */
export const weathers = ['calm', 'busy', 'no steward', 'no hook'] as const
export type Weather = (typeof weathers)[number]

const isOut = ({ seconds }: Run, chosen: unknown, weather: Weather): boolean =>
  (weather === 'no steward' && [poll, work].some((one) => one === chosen) && seconds % 700 > 450) || (weather === 'no hook' && chosen === hook && seconds % 300 > 170)

/** One thing happens, and some time passes. */
export const step = (run: Run, roll: Roll, weather: Weather): void => {
  const which = roll() * (weather === 'busy' ? 1 : 0.957)
  const chosen = steps.find(([weight]) => which <= weight)?.[1]
  if (!isOut(run, chosen, weather) && (chosen !== mood || weather !== 'calm' || roll() < 0.5)) chosen?.(run, roll)
  run.seconds += Math.floor(roll() * (roll() < 0.02 ? 400 : 15))
}
