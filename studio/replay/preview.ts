import type { HookBundleSpec } from '../../hooks/program/hookbundle/resource.ts'
import { fieldChanges } from '../../src/diff/field-change.ts'
import { objectDiffs } from '../../src/diff/object-diffs.ts'
import { shownChange } from '../../src/diff/shown.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { appliedChildren, observedChildren, parentOf } from '../../src/recording/applied-children.ts'
import type { SandboxLog, Sandboxes } from '../../src/sandbox/sandbox.ts'
import type { ProgramCall } from '../traffic/traffic.ts'
import { withGroups } from './allowed-groups.ts'
import type { AllowedKinds } from './allowed-groups.ts'
import type { LogChange, Preview, PreviewRow, PreviewSide } from './preview-row.ts'
import { isAnswered } from './program-run.ts'
import type { ProgramRun, RunCall, Runner } from './program-run.ts'
import { childFlags, sharedFlags } from './red-flags.ts'
import { runIn } from './run-in-sandbox.ts'
import { methodsIn } from './update-methods.ts'

export interface PreviewInput {
  /** What runs now; undefined when nothing does. */
  readonly active: { readonly bundle: HookBundleSpec } | undefined
  readonly candidate: { readonly bundle: HookBundleSpec; /** Kinds that it may make; those of the recording when absent. */ readonly children?: AllowedKinds }
  /** Recorded calls, redacted. Those of customize run no program: they are left out. */
  readonly calls: readonly ProgramCall[]
  readonly sandboxes: Sandboxes
  /** RFC 3339; the time of each recording when absent. */
  readonly now?: string
  /** Time for everything, one minute when absent. A flag says what did not fit in. */
  readonly mostMilliseconds?: number
}

const minute = 60_000

/**
 * What a candidate would do otherwise than the active revision, call by call. Both sides are replays of the same request
 * at the same time, so what happened since the recording does not count. A side that fails changes nothing in the
 * cluster: it counts as the children and the status that were observed. Never throws for what a program does.
 */
export const preview = async ({ active, candidate, calls, sandboxes, now, mostMilliseconds = minute }: PreviewInput): Promise<Preview> => {
  const run = runIn(sandboxes)
  const end = performance.now() + mostMilliseconds
  const asked = calls.flatMap((call) => call.hook === 'customize' ? [] : [{ call, hook: call.hook }])
  const rows: PreviewRow[] = []
  for (const { call, hook } of asked) {
    if (performance.now() > end) break
    const again = { hook, request: withGroups(call.request, candidate.children), now: now ?? call.now }
    rows.push(rowOf(call, again, await bothSides(run, again, [active?.bundle, candidate.bundle])))
  }
  const left = asked.length - rows.length
  const late = left === 0 ? [] : [`${left} of ${asked.length} recordings were not replayed: the time was over`]
  return { rows, flags: [...new Set([...late, ...sharedFlags(rows), ...rows.flatMap(({ flags }) => flags)])] }
}

interface Sides {
  readonly active: ProgramRun | undefined
  readonly candidate: ProgramRun
}

const bothSides = async (run: Runner, call: RunCall, [active, candidate]: readonly [HookBundleSpec | undefined, HookBundleSpec]): Promise<Sides> =>
  ({ active: active === undefined ? undefined : await run(active, call), candidate: await run(candidate, call) })

const rowOf = ({ id, parent }: ProgramCall, { hook, request, now }: RunCall, { active, candidate }: Sides): PreviewRow => {
  const [from, to] = [outcomeOf(request, active), outcomeOf(request, candidate)]
  const children = objectDiffs(from.children, to.children, methodsIn(request))
  return {
    call: id,
    parent,
    hook,
    now,
    children,
    status: fieldChanges(from.status, to.status, ['status']).map(shownChange),
    ...(from.resync === to.resync ? {} : { resync: { from: from.resync, to: to.resync } }),
    ...(from.finalized === to.finalized || hook === 'sync' ? {} : { finalized: { from: from.finalized, to: to.finalized } }),
    logs: logChanges(active?.logs ?? [], candidate.logs),
    ...(active === undefined ? {} : { active: sideOf(active) }),
    candidate: sideOf(candidate),
    flags: [...childFlags(children), ...failureFlags({ active, candidate })],
  }
}

const failureFlags = ({ active, candidate }: Sides): readonly string[] =>
  isAnswered(candidate) || (active !== undefined && !isAnswered(active)) ? [] : [`the candidate gives no answer: ${candidate.failure.message}`]

/** What a call leaves behind. */
interface Outcome {
  readonly children: readonly JsonObject[]
  readonly status: JsonValue | undefined
  readonly resync: number
  readonly finalized: boolean
}

const outcomeOf = (request: JsonObject, run: ProgramRun | undefined): Outcome => {
  if (run === undefined || !isAnswered(run)) return untouched(request)
  const { answer } = run
  const { status, resyncAfterSeconds: resync, finalized } = answer
  const generation = parentOf(request).metadata.generation
  // Metacontroller adds it to every status.
  const written = { ...(isObject(status) ? status : {}), ...(generation === undefined ? {} : { observedGeneration: generation }) }
  return { children: appliedChildren(request, answer), status: written, resync: typeof resync === 'number' ? resync : 0, finalized: finalized === true }
}

const untouched = (request: JsonObject): Outcome =>
  ({ children: observedChildren(request), status: trusted<JsonObject>(parentOf(request))['status'], resync: 0, finalized: false })

const sideOf = (run: ProgramRun): PreviewSide => {
  const { milliseconds, memoryBytes } = run
  return { milliseconds, memoryBytes, ...(isAnswered(run) ? {} : { failure: run.failure }) }
}

/** Lines that only one side wrote; a line that is written twice counts twice. */
const logChanges = (active: readonly SandboxLog[], candidate: readonly SandboxLog[]): readonly LogChange[] => [
  ...missingIn(candidate, active).map((line) => ({ ...line, side: 'active' as const })),
  ...missingIn(active, candidate).map((line) => ({ ...line, side: 'candidate' as const })),
]

const missingIn = (others: readonly SandboxLog[], lines: readonly SandboxLog[]): readonly SandboxLog[] => {
  const left = others.map(textOf)
  return lines.filter((line) => {
    const at = left.indexOf(textOf(line))
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

const textOf = ({ level, message }: SandboxLog): string => `${level} ${message}`
