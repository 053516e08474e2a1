import { beginning } from './beginning.ts'
import { deadlines, firstOf, runningOf, staying } from './decision.ts'
import type { Decision, Rule } from './decision.ts'
import { startDeadline } from './lost-run.ts'
import { isActive } from './observed-runs.ts'
import type { ObservedRun } from './observed-runs.ts'
import { podName } from './pod-name.ts'
import type { Situation } from './situation.ts'

// 1: nothing can be run. What runs goes on, and nothing is deleted.
const whenInvalid: Rule = (situation) => situation.invalid === undefined ? undefined : {
  ...runningOf(survivorOf(situation), situation),
  kept: situation.observed.runs,
  keepsAdopted: true,
  state: 'invalid',
  message: situation.invalid.action,
  rogues: situation.observed.rogues.length > 0,
  wakeUps: deadlines(situation),
}

// 2: pods that we may not delete block the group.
const whenBlocked: Rule = (situation) => situation.observed.rogues.length === 0 ? undefined : {
  ...staying(situation),
  ...runningOf(survivorOf(situation), situation),
  state: 'blocked',
  message: 'rogue pods running',
  rogues: true,
}

// 3: more than one active pod, or an adopted one. All but the survivor go.
const whenRogue: Rule = (situation) => {
  const { active, observed: { adopted }, retained } = situation
  const survivor = survivorOf(situation)
  return active.length < 2 && !adopted.some(isActive) ? undefined : {
    ...staying(situation),
    ...runningOf(survivor, situation),
    kept: [...survivor === undefined ? [] : [survivor], ...retained.kept],
    state: 'running',
    message: 'rogue pods running',
    rogues: true,
  }
}

// 4: an item runs.
const whenRunning: Rule = (situation) => {
  const [run] = situation.active
  return run === undefined ? undefined : {
    ...staying(situation),
    ...runningOf(run, situation),
    state: 'running',
    message: `Pod ${run.name} exists and is in state ${run.pod.status?.phase ?? 'Unknown'}`,
  }
}

// Its deadline has passed and its failure is counted: the pod has to go before anything else starts.
const whenGivenUp: Rule = (situation) => {
  const [run] = situation.givenUp
  return run === undefined ? undefined : { ...staying(situation), state: 'running', message: `Pod ${run.name} is deleted: its deadline has passed` }
}

// 5: a run whose pod was not seen yet. It is wanted again under its name: whoever created it first has won.
const whenRequested: Rule = (situation) => {
  const { ledger: { run, sequence }, podspec, group, now } = situation
  if (run === undefined || run.podUID !== undefined || now >= startDeadline(run, situation)) return undefined
  const name = [true, false].map((slot) => podName(group, sequence, slot)).find((known) => known === run.pod) ?? podName(group, sequence, group.strictSlot)
  const { ledger, kept, wakeUps } = staying(situation)
  return {
    ledger,
    kept: kept.filter((other) => other.name !== name),
    state: 'running',
    message: `started item ${run.item}`,
    order: { name, sequence, item: run.item, podspec },
    running: run,
    wakeUps: [...wakeUps, startDeadline(run, situation)],
  }
}

const rules: readonly Rule[] = [whenInvalid, whenBlocked, whenRogue, whenRunning, whenGivenUp, whenRequested]

/** The first rule that applies decides (oaat.md B4; the numbers are its). */
export const decide = (situation: Situation): Decision => firstOf(rules, situation) ?? beginning(situation)

/** Of several active pods the one of the newest run stays, else the oldest: age alone proves nothing (C19). */
const survivorOf = ({ active, ledger: { sequence } }: Situation): ObservedRun | undefined =>
  active.find((run) => run.sequence === sequence) ?? active[0]
