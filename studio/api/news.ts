import { HookProgram } from '../../hooks/program/hookprogram/resource.ts'
import { HookRevision } from '../../hooks/program/hookrevision/resource.ts'
import type { ObjectStore, StoredObject } from '../../src/engine/object-store.ts'
import { isObject } from '../../src/protocol/json.ts'

/** Tells pages what became of a program, and who looks at it. Presence is that of one Studio process. */
export interface News {
  /** Is called when the program or one of its revisions changed, or somebody came or went, until the returned function is called. */
  readonly follow: (program: string, user: string, listener: { readonly changed: () => void; readonly presence: (users: readonly string[]) => void }) => () => void
  readonly stop: () => void
}

interface Viewer {
  readonly user: string
  readonly changed: () => void
  readonly presence: (users: readonly string[]) => void
}

export const buildNews = (own: ObjectStore): News => {
  const viewers = new Map<string, Set<Viewer>>()
  const tell = (program: string): void => { for (const { changed } of viewers.get(program) ?? []) changed() }
  const ends = [
    own.watch(HookProgram, ({ object }) => { tell(object.metadata.name) }),
    own.watch(HookRevision, ({ object }) => { tell(programNamed(object)) }),
  ]
  const greet = (program: string): void => {
    const all = [...viewers.get(program) ?? []]
    const users = [...new Set(all.map(({ user }) => user))].toSorted()
    for (const { presence } of all) presence(users)
  }
  return {
    follow: (program, user, listener) => {
      const viewer = { user, ...listener }
      viewers.set(program, (viewers.get(program) ?? new Set()).add(viewer))
      greet(program)
      return () => {
        viewers.get(program)?.delete(viewer)
        if (viewers.get(program)?.size === 0) viewers.delete(program)
        greet(program)
      }
    },
    stop: () => { for (const end of ends) end() },
  }
}

const programNamed = ({ spec }: StoredObject): string => isObject(spec) ? String(spec['program']) : ''
