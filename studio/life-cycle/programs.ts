import { HookProgram } from '../../hooks/program/hookprogram/resource.ts'
import { HookRevision } from '../../hooks/program/hookrevision/resource.ts'
import type { ObjectStore } from '../../src/engine/object-store.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { NotInStudio, RevisionForeign } from '../errors.ts'

/** All programs by name. */
export const programsOf = async (store: ObjectStore): Promise<readonly HookProgram[]> =>
  trusted<readonly HookProgram[]>(await store.list(HookProgram)).toSorted((a, b) => a.metadata.name < b.metadata.name ? -1 : 1)

/** Throws NotInStudio. */
export const programOf = async (store: ObjectStore, name: string): Promise<HookProgram> => {
  const found = await store.get({ kind: HookProgram, name })
  if (found === undefined) throw new NotInStudio(`HookProgram ${name}`)
  return trusted<HookProgram>(found)
}

/** Throws NotInStudio. */
export const revisionOf = async (store: ObjectStore, name: string): Promise<HookRevision> => {
  const found = await store.get({ kind: HookRevision, name })
  if (found === undefined) throw new NotInStudio(`HookRevision ${name}`)
  return trusted<HookRevision>(found)
}

/** A revision of this very program. Throws NotInStudio or RevisionForeign. */
export const ownRevision = async (store: ObjectStore, program: string, name: string): Promise<HookRevision> => {
  const revision = await revisionOf(store, name)
  if (revision.spec.program !== program) throw new RevisionForeign(name, program)
  return revision
}

/** Revisions of a program, the newest first. */
export const revisionsOf = async (store: ObjectStore, program: string): Promise<readonly HookRevision[]> =>
  newestFirst(trusted<readonly HookRevision[]>(await store.list(HookRevision)).filter(({ spec }) => spec.program === program))

/** Times have whole seconds only; within one second a revision is newer than the one it was made from. */
export const newestFirst = (revisions: readonly HookRevision[]): readonly HookRevision[] => {
  const depths = depthsOf(revisions)
  const depth = ({ metadata: { name } }: HookRevision): number => depths.get(name) ?? 0
  return revisions.toSorted((a, b) => later(b, a) || depth(b) - depth(a) || (a.metadata.name < b.metadata.name ? -1 : 1))
}

const later = (a: HookRevision, b: HookRevision): number => Date.parse(a.metadata.creationTimestamp ?? '') - Date.parse(b.metadata.creationTimestamp ?? '')

/** How many revisions each one was made from, one after the other. */
const depthsOf = (revisions: readonly HookRevision[]): ReadonlyMap<string, number> => {
  const bases = new Map(revisions.map(({ metadata: { name }, spec: { base } }) => [name, base]))
  const depths = new Map<string, number>()
  for (const name of bases.keys()) {
    const chain = chainOf(name, bases, depths)
    const below = depths.get(bases.get(chain.at(-1) ?? '') ?? '') ?? -1
    for (const [index, one] of chain.toReversed().entries()) depths.set(one, below + 1 + index)
  }
  return depths
}

/** From a revision down to the first whose depth is known already, which is left out. */
const chainOf = (name: string, bases: ReadonlyMap<string, string | undefined>, known: ReadonlyMap<string, number>): readonly string[] => {
  const chain: string[] = []
  for (let one: string | undefined = name; one !== undefined && bases.has(one) && !known.has(one) && !chain.includes(one); one = bases.get(one)) chain.push(one)
  return chain
}
