import type { FastifyInstance } from 'fastify'
import { Type } from '../../src/protocol/schema.ts'
import { historyOf } from '../life-cycle/history.ts'
import { movedOutside } from '../life-cycle/moved-outside.ts'
import { programOf, programsOf, revisionsOf } from '../life-cycle/programs.ts'
import { AuditList, Me, ProgramDetail, ProgramList, ProgramPath } from './bodies.ts'
import { registerOperation } from './operation.ts'
import { programDetail, programSummary } from './shown.ts'
import type { Studio } from './studio.ts'

const NoPath = Type.Object({})

/** What programs there are, and what is known about one. */
export const registerPrograms = (app: FastifyInstance, studio: Studio): void => {
  const { own, identity, types } = studio
  registerOperation(app, studio, {
    method: 'GET', url: '/me', summary: 'Who am I?', path: NoPath, gives: Me,
    run: async ({ user: { name, groups } }) => ({ body: { user: name, groups: [...groups] } }),
  })
  registerOperation(app, studio, {
    method: 'GET', url: '/programs', summary: 'Programs that the caller may see', path: NoPath, gives: ProgramList,
    run: async ({ user }) => {
      const all = await programsOf(own)
      const seen = await Promise.all(all.map(({ metadata: { name } }) => identity.allowed(user, 'get', name)))
      return { body: { items: all.filter((_program, index) => seen[index] === true).map(programSummary) } }
    },
  })
  registerOperation(app, studio, {
    method: 'GET', url: '/programs/:program', summary: 'A program with its revisions and the rights of the caller', verb: 'get', path: ProgramPath, gives: ProgramDetail,
    run: async ({ user, path: { program } }) => {
      const body = await programDetail(studio, user, program)
      return { body, etag: body.etag }
    },
  })
  registerOperation(app, studio, {
    method: 'GET', url: '/programs/:program/types.d.ts', summary: 'Types of a program, made from its kinds', verb: 'get', path: ProgramPath,
    run: async ({ path: { program }, reply }) => {
      const { text } = await types(await programOf(own, program))
      await reply.header('content-type', 'text/plain; charset=utf-8').header('cache-control', 'no-store').send(text)
      return undefined
    },
  })
  registerOperation(app, studio, {
    method: 'GET', url: '/programs/:program/audit', summary: 'Who did what when', verb: 'get', path: ProgramPath, gives: AuditList,
    run: async ({ path }) => {
      const [program, revisions] = [await programOf(own, path.program), await revisionsOf(own, path.program)]
      return { body: { items: [...historyOf(revisions, movedOutside(program, revisions))] } }
    },
  })
}
