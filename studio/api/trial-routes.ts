import type { FastifyInstance } from 'fastify'
import type { HookProgram } from '../../hooks/program/hookprogram/resource.ts'
import type { HookRevision } from '../../hooks/program/hookrevision/resource.ts'
import { timestamp } from '../../src/kit/timestamp.ts'
import { ownRevision, programOf, revisionOf } from '../life-cycle/programs.ts'
import { changeStatus } from '../life-cycle/revision-status.ts'
import { preview } from '../replay/preview.ts'
import type { Candidate } from '../gate/gate.ts'
import { NoBody, ReplayAnswer, ReplayBody, Report, RevisionPath } from './bodies.ts'
import { compilerSays, keptDiagnostics } from './compiler-says.ts'
import type { User } from './identity.ts'
import { mustMatch } from './match.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { registerOperation } from './operation.ts'
import { holdsSecrets, recordedOf } from './recordings.ts'
import type { Recorded } from './recordings.ts'
import { revisionDetail } from './shown.ts'
import type { Studio } from './studio.ts'
import { candidateOf } from './trial.ts'

/** Calls that a check looks at; fixtures come first. */
const mostCalls = 100

/** What a revision would do: checks and replays. One of each at a time for everybody. */
export const registerTrials = (app: FastifyInstance, studio: Studio): void => {
  const alone = oneAtATime()
  registerOperation(app, studio, {
    method: 'POST', url: '/revisions/:revision/checks', summary: 'Run the checks and keep their report', verb: 'edit', path: RevisionPath, body: NoBody, gives: Report, changes: true,
    run: async ({ user, path, match }) => {
      const revision = await revisionOf(studio.own, path.revision)
      const current = revisionDetail(revision)
      mustMatch(match, { about: path.revision, etag: current.etag, current })
      return { body: await alone(user.name, 'run of checks', () => checkedBy(studio, user, revision)) }
    },
  })
  registerOperation(app, studio, {
    method: 'POST', url: '/revisions/:revision/replay', summary: 'What this revision does otherwise than the active one', verb: 'replay', path: RevisionPath, body: ReplayBody, gives: ReplayAnswer,
    run: async ({ user, path, body }) => ({ body: await alone(user.name, 'replay', () => replayed(studio, user, { name: path.revision, ...body })) }),
  })
}

const sides = async (studio: Studio, program: HookProgram, { candidate, against }: { readonly candidate: HookRevision; readonly against: string | undefined }): Promise<{ readonly candidate: Candidate; readonly active: Candidate | undefined }> => {
  const typing = await studio.types(program)
  const sideOf = ({ metadata: { name }, spec: { source } }: HookRevision): Candidate => candidateOf(program, typing, { revision: name, source })
  return {
    candidate: sideOf(candidate),
    active: against === undefined ? undefined : sideOf(await ownRevision(studio.own, program.metadata.name, against)),
  }
}

const checkedBy = async (studio: Studio, user: User, revision: HookRevision): Promise<Report> => {
  const { own, gate, sandboxes, clock, meter } = studio
  const program = await programOf(own, revision.spec.program)
  const calls = (await recordedOf(studio, program.metadata.name)).slice(0, mostCalls).map(({ call }) => call)
  const both = await sides(studio, program, { candidate: revision, against: program.spec.activeRevision })
  const diagnostics = await compilerSays(studio, program, revision.spec.source)
  const report = await gate({ ...both, diagnostics, message: revision.spec.message, calls, sandboxes, now: timestamp(clock.now()) })
  const checks = { ...report, by: user.name }
  for (const { name, result } of checks.properties) meter.checked(name, result)
  await changeStatus(own, revision.metadata.name, (status) => ({ ...status, checks, diagnostics: keptDiagnostics(diagnostics) }))
  return checks
}

interface Replaying { readonly name: string; readonly calls?: readonly string[]; readonly against?: string }

const replayed = async (studio: Studio, user: User, { name, calls: ids, against }: Replaying): Promise<ReplayAnswer> => {
  const candidate = await revisionOf(studio.own, name)
  const program = await programOf(studio.own, candidate.spec.program)
  const chosen = (await recordedOf(studio, program.metadata.name)).filter(({ call }) => ids === undefined || ids.includes(call.id)).slice(0, mostCalls * 2)
  await noteSecrets(studio, user, { program, revision: name, chosen })
  const both = await sides(studio, program, { candidate, against: against ?? program.spec.activeRevision })
  const { rows, flags } = await preview({ ...both, calls: chosen.map(({ call }) => call), sandboxes: studio.sandboxes })
  studio.meter.replayed(chosen.length)
  return { rows: [...rows], flags: [...flags] }
}

const noteSecrets = async ({ audit }: Studio, { name }: User, { program, revision, chosen }: { readonly program: HookProgram; readonly revision: string; readonly chosen: readonly Recorded[] }): Promise<void> => {
  const secret = chosen.filter(({ call }) => holdsSecrets(call)).length
  if (secret > 0) await audit({ action: 'replaySecrets', user: name, program, revision, reason: `${secret} recordings with Secrets` })
}
