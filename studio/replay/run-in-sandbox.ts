import type { CompositeRequest } from '../../src/protocol/request.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { codedError } from '../../src/recording/replay.ts'
import type { Sandboxes } from '../../src/sandbox/sandbox.ts'
import { withoutBundles } from '../runtime/bundle.ts'
import { runProgram } from '../runtime/run.ts'
import type { RunResult } from '../runtime/run.ts'
import type { ProgramRun, Runner } from './program-run.ts'

/** Runs programs in these sandboxes, exactly as the service does: the policy looks at their answers. */
export const runIn = (sandboxes: Sandboxes): Runner => async (bundle, { hook, request, now }) => {
  const { active } = bundle
  if (active === undefined) return { logs: [], milliseconds: 0, memoryBytes: 0, failure: { code: 'KH_PROGRAM_BUNDLE_INVALID', message: 'no revision is active' } }
  return ranAs(await runProgram(sandboxes, { hook, bundle, code: active, request: trusted<CompositeRequest>(withoutBundles(request)), now }))
}

const ranAs = ({ used, outcome, failure, rule }: RunResult): ProgramRun => {
  const { logs, milliseconds, memoryBytes } = used
  if (outcome !== undefined) return { logs, milliseconds, memoryBytes, answer: outcome.body }
  const kill = used.ok ? {} : { kill: used.kill }
  return { logs, milliseconds, memoryBytes, failure: { ...codedError(failure), ...kill, ...(rule === undefined ? {} : { rule }) } }
}
