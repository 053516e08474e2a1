import type { FastifyInstance } from 'fastify'
import { programOf, programsOf } from '../life-cycle/programs.ts'
import { pin } from '../life-cycle/fixture.ts'
import { NoBody, ProgramPath, Recording, RecordingList, RecordingPath } from './bodies.ts'
import type { User } from './identity.ts'
import { etagOf, mustMatch } from './match.ts'
import { mustBeAllowed, registerOperation } from './operation.ts'
import { findRecorded, holdsSecrets, recordedOf, recordingSummary } from './recordings.ts'
import type { Recorded } from './recordings.ts'
import type { Studio } from './studio.ts'

/** Recorded calls, redacted, and which of them stay. */
export const registerRecordings = (app: FastifyInstance, studio: Studio): void => {
  const { own, shelf, audit } = studio
  const names = async (): Promise<readonly string[]> => (await programsOf(own)).map(({ metadata: { name } }) => name)
  registerOperation(app, studio, {
    method: 'GET', url: '/programs/:program/recordings', summary: 'Calls of the last while, and fixtures', verb: 'replay', path: ProgramPath, gives: RecordingList,
    run: async ({ path: { program } }) => {
      await programOf(own, program)
      return { body: { items: (await recordedOf(studio, program)).map(recordingSummary) } }
    },
  })
  registerOperation(app, studio, {
    method: 'GET', url: '/recordings/:recording', summary: 'A recorded call with its request; needs `replay` on its program', path: RecordingPath, gives: Recording,
    run: async ({ user, path }) => {
      const { call, isPinned } = await allowed(studio, user, await findRecorded(studio, path.recording, names))
      if (holdsSecrets(call)) await audit({ action: 'replaySecrets', user: user.name, program: await programOf(own, call.program), reason: `read recording ${call.id}` })
      return { body: { ...call, isPinned, holdsSecrets: holdsSecrets(call) }, etag: etagOf(call.id) }
    },
  })
  registerOperation(app, studio, {
    method: 'POST', url: '/recordings/:recording/pin', summary: 'Keep a call as fixture of its program; needs `edit`', path: RecordingPath, body: NoBody, gives: Recording, changes: true,
    run: async ({ user, path, match }) => {
      const { call } = await allowed(studio, user, await findRecorded(studio, path.recording, names))
      await mustBeAllowed(studio, user, { verb: 'edit', program: call.program })
      mustMatch(match, { about: 'The recording', etag: etagOf(call.id), current: { id: call.id } })
      await pin(shelf, call, user.name)
      return { body: { ...call, isPinned: true, holdsSecrets: holdsSecrets(call) }, etag: etagOf(call.id) }
    },
  })
}

const allowed = async (studio: Studio, user: User, recorded: Recorded): Promise<Recorded> => {
  await mustBeAllowed(studio, user, { verb: 'replay', program: recorded.call.program })
  return recorded
}
