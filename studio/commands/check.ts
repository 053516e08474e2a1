import type { CheckReport } from '../../hooks/program/hookrevision/resource.ts'
import { revisionName } from '../../hooks/program/hookrevision/resource.ts'
import type { Terminal } from '../../src/cli/command.ts'
import { sha256Hex } from '../../src/kit/hash.ts'
import { createSandboxes } from '../../src/sandbox/sandboxes.ts'
import { candidateOf } from '../api/trial.ts'
import { typesOf } from '../authoring/declarations/types-of.ts'
import type { ProgramTypes } from '../authoring/declarations/types-of.ts'
import { runGate } from '../gate/run-gate.ts'
import { readFolder } from './program-folder.ts'
import type { ProgramFolder } from './program-folder.ts'
import { report } from './program-task.ts'
import type { ProgramTask } from './program-task.ts'
import { printDiagnostics, typeChecked } from './type-check.ts'

/** Checks a folder without a cluster: types, then the properties that a publish needs. Exit code 1 when something is wrong. */
export const check = async (task: ProgramTask): Promise<number> => {
  const folder = await readFolder(task.target)
  const { program: { metadata: { name }, spec }, source, sourceFile, definitions, fixtures } = folder
  const types = typesOf({ spec, definitions })
  if (types.digest === undefined) task.terminal.err(`${task.target}: no definition of ${spec.parent.resource} is there: the parent's fields were not checked\n`)
  const { diagnostics, isGood } = await typeChecked(source, types.text, spec)
  printDiagnostics(task.terminal, sourceFile, diagnostics)
  const checks = isGood && task.values['types-only'] !== true ? await gated(folder, types, task.terminal) : undefined
  const passed = isGood && checks?.passed !== false
  report(task, `${name}: ${passed ? 'good' : 'something is wrong'}`, {
    program: name, passed, digest: sha256Hex(source), typesDigest: types.digest ?? null, fixtures: fixtures.length,
    diagnostics: diagnostics.map((diagnostic) => ({ file: sourceFile, ...diagnostic })), checks: checks ?? null,
  })
  return passed ? 0 : 1
}

const gated = async ({ program, source, definitions, fixtures }: ProgramFolder, types: ProgramTypes, { now, err }: Terminal): Promise<CheckReport> => {
  const revision = revisionName(program.metadata.name, sha256Hex(source))
  const candidate = candidateOf(program, { definitions, ...types }, { revision, source })
  const sandboxes = createSandboxes()
  try {
    err(`checking properties on ${fixtures.length === 0 ? 'requests made from the schema' : `${fixtures.length} fixtures`}\n`)
    const checks = await runGate({ candidate, active: undefined, message: '', calls: fixtures, sandboxes, now: now() })
    for (const { name, result, message } of checks.properties) if (result !== 'passed') err(`${result === 'failed' ? 'failed' : 'not run'}: ${message ?? name}\n`)
    return checks
  } finally {
    await sandboxes.stop()
  }
}
