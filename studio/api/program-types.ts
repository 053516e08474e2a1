import { CustomResourceDefinition, definitionName, isCustomGroup } from '../../hooks/program/custom-resource-definition.ts'
import type { HookProgram, HookProgramSpec } from '../../hooks/program/hookprogram/resource.ts'
import type { Clock, ObjectStore } from '../../src/engine/object-store.ts'
import { groupOf } from '../../src/kit/kind.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { typesOf } from '../authoring/declarations/types-of.ts'
import { shortMemory } from './short-memory.ts'

/** What is known about the kinds of a program. */
export interface Typing {
  /** CustomResourceDefinitions by name. */
  readonly definitions: ReadonlyMap<string, JsonObject>
  /** The generated `.d.ts`. */
  readonly text: string
  /** Undefined while the parent's definition is not known. */
  readonly digest: string | undefined
}

export type ProgramTypes = (program: HookProgram) => Promise<Typing>

/** Types of programs; definitions are read again after ten seconds. */
export const programTypes = (own: ObjectStore, clock: Clock): ProgramTypes => {
  const memory = shortMemory<Typing>(clock, { milliseconds: 10_000, most: 100 })
  return ({ metadata: { name, generation }, spec }) => memory.get(JSON.stringify([name, generation, spec]), () => typingOf(own, spec))
}

const typingOf = async (own: ObjectStore, spec: HookProgramSpec): Promise<Typing> => {
  const kinds = [spec.parent, ...spec.children ?? [], ...spec.related ?? []]
  const names = new Set(kinds.filter(({ apiVersion }) => isCustomGroup(groupOf(apiVersion))).map(definitionName))
  const found = await Promise.all([...names].map(async (name) => [name, await own.get({ kind: CustomResourceDefinition, name })] as const))
  const definitions = new Map(found.flatMap(([name, definition]) => definition === undefined ? [] : [[name, trusted<JsonObject>(definition)] as const]))
  return { definitions, ...typesOf({ spec, definitions }) }
}
