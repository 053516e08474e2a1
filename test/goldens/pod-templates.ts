import { createHash } from 'node:crypto'
import { isObject } from '../../src/protocol/json.ts'
import type { JsonValue } from '../../src/protocol/json.ts'
import { goldenCases } from './cases.ts'
import { podTemplateOf, rendered } from './rendered.ts'

/** SHA-256 of a pod template by case. Install scripts are part of it: a changed script replaces pods, too. */
export type PodTemplates = Readonly<Record<string, string>>

export const podTemplates = (): PodTemplates => Object.fromEntries(goldenCases.flatMap((golden) => {
  const template = podTemplateOf(rendered(golden))
  return template === undefined ? [] : [[golden.name, createHash('sha256').update(JSON.stringify(sorted(template))).digest('hex')]]
}))

/** Keys by name: their order is nothing to Kubernetes. Lists keep their order. */
const sorted = (value: JsonValue): JsonValue => {
  if (Array.isArray(value)) return value.map(sorted)
  return isObject(value) ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => a < b ? -1 : 1).map(([key, field]) => [key, sorted(field)])) : value
}

/** Cases that the newest section of a change log names in lines such as `Rolls pods: agent-one, table-one`. */
export const announced = (changelog: string): ReadonlySet<string> => {
  const [, newest = ''] = changelog.split(/^## /m)
  return new Set([...newest.matchAll(/Rolls pods: *(.+)$/gm)].flatMap(([, names = '']) => names.split(/[,\s]+/).filter((name) => name !== '')))
}

/** Cases whose pods a release would replace without saying so, and cases that the snapshot does not know or should not. */
export const unannounced = (released: PodTemplates, current: PodTemplates, changelog: string): readonly string[] => {
  const said = announced(changelog)
  return [...new Set([...Object.keys(released), ...Object.keys(current)])].filter((name) => released[name] !== current[name] && !said.has(name)).toSorted()
}
