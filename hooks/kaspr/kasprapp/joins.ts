import type { ConfigMap } from 'kubernetes-types/core/v1.js'
import { parse } from 'yaml'
import { isObject } from '../../../src/kit/json.ts'
import type { JsonObject, JsonValue } from '../../../src/kit/json.ts'
import type { Observed } from '../../../src/kit/kind.ts'
import { problem } from '../../../src/kit/problem.ts'
import type { Problem } from '../../../src/kit/problem.ts'
import { outputChannel } from '../kasprjoin/definition.ts'
import { generalHash } from '../python/hash.ts'
import { yamlText } from '../python/yaml-text.ts'
import type { Group, Part } from './components.ts'

/**
 * The runtime builds definition files in directory order and resolves a join's tables while it builds the join, so a
 * join in a file of its own keeps the whole app from starting (verified.md 15–17). Tables that joins use, the joins,
 * and the agents that read their channels therefore stand in one file, and are not mounted one by one.
 */
export interface JoinsFile {
  readonly text: string
  readonly hash: string
}

export interface Joined {
  readonly file?: JoinsFile
  /** Parts that are in the file, by group and name. */
  readonly includes: (part: Part) => boolean
  /** Joins that were left out, with the reason. */
  readonly leftOut: readonly { readonly part: Part; readonly problems: readonly Problem[] }[]
}

type Entries = ReadonlyMap<string, JsonObject>

/** No join is part of the app. */
export const notJoined: Joined = { includes: () => false, leftOut: [] }

export const joined = (parts: readonly Part[], observed: Observed<ConfigMap> | undefined, fileName: string): Joined => {
  if (!parts.some(({ group }) => group === 'joins')) return notJoined
  const before = entriesOf(observed?.data?.[fileName], parts)
  const entries = new Map(parts.flatMap((part): [string, JsonObject][] => {
    const entry = part.file?.entry ?? before.get(keyOf(part))
    return entry === undefined ? [] : [[keyOf(part), entry]]
  }))
  const joins = parts.filter(({ group }) => group === 'joins')
  const left = joins.flatMap((part) => {
    const problems = missingTables(entries.get(keyOf(part)), entries)
    return problems.length === 0 ? [] : [{ part, problems }]
  })
  const kept = joins.flatMap((part) => left.some((out) => out.part === part) ? [] : entryOf(entries, keyOf(part)))
  return kept.length === 0 ? { includes: () => false, leftOut: left } : composed(parts, { kept, entries, left })
}

interface Composition {
  readonly kept: readonly JsonObject[]
  readonly entries: Entries
  readonly left: Joined['leftOut']
}

const composed = (parts: readonly Part[], { kept, entries, left }: Composition): Joined => {
  const tables = new Set(kept.flatMap(({ left_table, right_table }) => [String(left_table), String(right_table)]))
  const channels = new Set(kept.map(outputChannel))
  const joins = new Set(kept.map(({ name }) => String(name)))
  const belongs = (part: Part): boolean => {
    const { name } = part.component.metadata
    switch (part.group) {
      case 'joins': return joins.has(name)
      case 'tables': return tables.has(name)
      case 'agents': return channels.has(channelOf(entries.get(keyOf(part))) ?? '')
      default: return false
    }
  }
  const group = (of: Group): readonly JsonObject[] => parts.filter((part) => part.group === of && belongs(part)).flatMap((part) => entryOf(entries, keyOf(part)))
  const agents = group('agents')
  const text = yamlText({ tables: group('tables'), joins: kept, ...(agents.length === 0 ? {} : { agents }) })
  return { file: { text, hash: generalHash(text) }, includes: belongs, leftOut: left }
}

const keyOf = ({ group, component }: Part): string => `${group}/${component.metadata.name}`
const entryOf = (entries: Entries, key: string): readonly JsonObject[] => {
  const entry = entries.get(key)
  return entry === undefined ? [] : [entry]
}

const channelOf = (entry: JsonObject | undefined): string | undefined => {
  const input = entry?.['input']
  const channel = isObject(input) ? input['channel'] : undefined
  return isObject(channel) && typeof channel['name'] === 'string' ? channel['name'] : undefined
}

const missingTables = (entry: JsonObject | undefined, entries: Entries): readonly Problem[] => {
  if (entry === undefined) return []
  return (['left', 'right'] as const).flatMap((side) => {
    const name = String(entry[`${side}_table`])
    return entries.has(`tables/${name}`) ? [] : [problem(`spec.${side}Table`, `the app has no valid KasprTable "${name}"`)]
  })
}

/** Last good entries of invalid parts: the file that was written before still holds them. */
const entriesOf = (text: string | undefined, parts: readonly Part[]): Entries => {
  if (text === undefined || parts.every(({ file }) => file !== undefined)) return new Map()
  const groups: JsonValue = parse(text, { version: '1.1' })
  if (!isObject(groups)) return new Map()
  return new Map(Object.entries(groups).flatMap(([group, list]) => (Array.isArray(list) ? list : []).filter(isObject)
    .map((entry): [string, JsonObject] => [`${group}/${String(entry['name'])}`, entry])))
}
