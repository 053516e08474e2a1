import { isObject } from '../../src/protocol/json.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import type { GoldenCase } from './cases.ts'
import { deviations } from './deviations.ts'
import type { Deviation } from './deviations.ts'
import { differences } from './difference.ts'
import type { Difference } from './difference.ts'
import { fieldAt, podTemplateOf, variablesOf } from './rendered.ts'
import type { Rendered } from './rendered.ts'

/** A difference with the object in which it stands. */
export interface Found extends Difference {
  readonly object: string
}

/** Everything in which a rendered case differs from upstream: objects, hashes, statuses of components. */
export const compared = (golden: GoldenCase, result: Rendered): readonly Found[] => [
  ...objectDifferences(golden, result),
  ...observedDifferences(golden, result),
  ...statusDifferences(golden, result),
]

const objectDifferences = ({ expected }: GoldenCase, { children }: Rendered): readonly Found[] =>
  [...new Set([...expected.keys(), ...children.keys()])].flatMap((object) =>
    differences(comparable(expected.get(object)), comparable(children.get(object))).map((found) => ({ object, ...found })))

/** Without owner references, which a framework sets, and without the text of the install script, which is our own. */
const comparable = (object: JsonObject | undefined): JsonValue | undefined => isObject(object) ? trimmed(object) : undefined

const trimmed = (value: JsonObject): JsonObject => Object.fromEntries(Object.entries(value).flatMap(([key, field]): [string, JsonValue][] => {
  if (key === 'ownerReferences') return []
  if (key === 'initContainers' && Array.isArray(field)) return [[key, field.map((container) => ({ ...container, args: placeholder(container) }))]]
  return [[key, isObject(field) ? trimmed(field) : field]]
}))

const placeholder = (container: JsonValue): JsonValue => {
  const args = fieldAt(container, 'args')
  const [script, ...more] = trusted<readonly JsonValue[]>(Array.isArray(args) ? args : [])
  return more.length === 0 && typeof script === 'string' && script.trim() !== '' ? ['{{install-script}}'] : args ?? null
}

/** What upstream only keeps in its memory. */
const unseen: ReadonlySet<string> = new Set(['operatorVersion', 'kasprVersion', 'statefulSetLinkedResourceHash'])

/** Upstream's hashes and image of an app; a paused app has none of them in an object. */
const observedDifferences = ({ observed, expected }: GoldenCase, result: Rendered): readonly Found[] => Object.entries(observed.apps).flatMap(([app, all]) => {
  const wanted = Object.fromEntries(Object.entries(all).filter(([key]) => !unseen.has(key)))
  const shown = expected.has(`StatefulSet/${app}-app`) ? hashesOf(result) : wanted
  return differences(wanted, { ...shown, componentHashes: componentHashes(result, app) }).map((found) => ({ object: `Observed/${app}`, ...found }))
})

const hashesOf = (result: Rendered): JsonObject => {
  const variables = variablesOf(result)
  const hash = (name: string): JsonValue => variables.get(name) ?? null
  return {
    agentsHash: hash('AGENTS_HASH'), webviewsHash: hash('WEBVIEWS_HASH'), tablesHash: hash('TABLES_HASH'), tasksHash: hash('TASKS_HASH'),
    configHash: hash('CONFIG_HASH'), packagesHash: hash('PACKAGES_HASH'), image: fieldAt(podTemplateOf(result), 'spec', 'containers', 0, 'image') ?? null,
  }
}

/** Hashes that component statuses show, for the components that upstream links to an app: all but joins. */
const componentHashes = ({ statuses }: Rendered, app: string): JsonObject => Object.fromEntries([...statuses].flatMap(([key, status]) =>
  fieldAt(status, 'app', 'name') === app && !key.startsWith('KasprJoin/') ? [[key, status['hash'] ?? null]] : []))

const statusDifferences = ({ observed }: GoldenCase, { statuses }: Rendered): readonly Found[] => Object.entries(observed.componentStatus).flatMap(([key, wanted]) => {
  const shown = Object.fromEntries(Object.keys(wanted).map((field) => [field, statuses.get(key)?.[field] ?? null]))
  return differences(wanted, shown).map((found) => ({ object: `Status/${key}`, ...found }))
})

const pattern = (text: string): RegExp => new RegExp(`^${text.split('*').map((part) => part.replace(/[.[\]$()]/g, '\\$&')).join('.*')}$`)

/** Whether a deviation speaks of a difference. */
export const covers = (deviation: Deviation, name: string, { object, path }: Pick<Found, 'object' | 'path'>): boolean =>
  (deviation.case === name || (deviation.case === '*' && !deviation.except?.includes(name))) && pattern(deviation.object).test(object) && pattern(deviation.path).test(path)

/** Differences that no deviation allows. */
export const unlisted = (name: string, found: readonly Found[]): readonly Found[] =>
  found.filter((difference) => !deviations.some((deviation) => covers(deviation, name, difference)))

/** Deviations that should occur in a case and do not. `objects` are those of the case. */
export const vanished = (name: string, objects: readonly string[], found: readonly Found[]): readonly string[] => deviations.flatMap((deviation) => {
  const concerned = deviation.case === name ? [deviation.object] : deviation.case === '*' && !deviation.except?.includes(name) ? objects.filter((object) => pattern(deviation.object).test(object)) : []
  return concerned.filter((object) => !found.some((difference) => covers({ ...deviation, object }, name, difference))).map((object) => `${object} ${deviation.path} (${deviation.reason})`)
})
