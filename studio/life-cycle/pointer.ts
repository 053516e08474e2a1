import { HookProgram } from '../../hooks/program/hookprogram/resource.ts'
import type { HookProgramSpec } from '../../hooks/program/hookprogram/resource.ts'
import type { HookRevisionStatus } from '../../hooks/program/hookrevision/resource.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import { timestamp } from '../../src/kit/timestamp.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { changeStatus } from './revision-status.ts'
import type { Session } from './session.ts'

type Pointer = Pick<HookProgramSpec, 'activeRevision' | 'canary'>

/** The program with other pointers; undefined takes one out. */
const pointed = ({ spec, ...program }: HookProgram, { activeRevision, canary }: { readonly [Name in keyof Pointer]: Pointer[Name] | undefined }): StoredObject => {
  const { activeRevision: _active, canary: _canary, ...others } = spec
  return trusted<StoredObject>({ ...program, spec: { ...others, ...(activeRevision === undefined ? {} : { activeRevision }), ...(canary === undefined ? {} : { canary }) } })
}

/** Points as the person at work. The program's resourceVersion is the precondition: Conflict when it was changed meanwhile. */
export const point = async ({ store }: Session, program: HookProgram, to: { readonly [Name in keyof Pointer]: Pointer[Name] | undefined }): Promise<HookProgram> =>
  trusted<HookProgram>(await store.update(HookProgram, pointed(program, to)))

export type PublishedAs = NonNullable<HookRevisionStatus['published']>[number]['as']

/** Notes in a revision that it was published. */
export const notePublished = async ({ own, user, clock }: Session, name: string, as: PublishedAs): Promise<void> => {
  await changeStatus(own, name, (status) => ({ ...status, published: [...status.published ?? [], { user, at: timestamp(clock.now()), as }] }))
}
