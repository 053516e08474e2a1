import type { FastifyInstance } from 'fastify'
import { mostSource } from '../../hooks/program/hookrevision/resource.ts'
import { programOf } from '../life-cycle/programs.ts'
import { SourceTooLarge } from '../errors.ts'
import { CheckBody, CompletionList, DiagnosticList, HintAnswer, PlaceBody, ProgramPath } from './bodies.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { registerOperation } from './operation.ts'
import type { Studio } from './studio.ts'

/** Throws SourceTooLarge. */
export const fitting = (source: string): string => {
  const bytes = Buffer.byteLength(source)
  if (bytes > mostSource) throw new SourceTooLarge(bytes)
  return source
}

/** What the compiler says about a text. Nothing is kept; everybody has one check at a time. */
export const registerAuthoring = (app: FastifyInstance, studio: Studio): void => {
  const { own, authoring, types } = studio
  const [alone, few] = [oneAtATime(), oneAtATime(4)]
  const typed = async (name: string) => {
    const program = await programOf(own, name)
    return { text: (await types(program)).text, finalize: program.spec.finalize === true }
  }
  registerOperation(app, studio, {
    method: 'POST', url: '/programs/:program/check', summary: 'What is wrong with a source', verb: 'edit', path: ProgramPath, body: CheckBody, gives: DiagnosticList,
    run: ({ user, path: { program }, body: { source } }) => alone(user.name, 'check', async () => {
      const { text, finalize } = await typed(program)
      return { body: { diagnostics: [...await authoring.check(fitting(source), text, { finalize })] } }
    }),
  })
  registerOperation(app, studio, {
    method: 'POST', url: '/programs/:program/complete', summary: 'What may be written at a place', verb: 'edit', path: ProgramPath, body: PlaceBody, gives: CompletionList,
    run: ({ user, path: { program }, body: { source, offset } }) => few(user.name, 'completion', async () =>
      ({ body: { completions: [...await authoring.complete(fitting(source), (await typed(program)).text, offset)] } })),
  })
  registerOperation(app, studio, {
    method: 'POST', url: '/programs/:program/hover', summary: 'What stands at a place', verb: 'edit', path: ProgramPath, body: PlaceBody, gives: HintAnswer,
    run: ({ user, path: { program }, body: { source, offset } }) => few(user.name, 'hint', async () => {
      const hint = await authoring.hover(fitting(source), (await typed(program)).text, offset)
      return { body: hint === undefined ? {} : { hint } }
    }),
  })
}
