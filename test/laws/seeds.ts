import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { parseAllDocuments } from 'yaml'
import type { Settings } from '../../src/kit/settings.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import type { KubernetesObject } from '../../src/protocol/request.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { handMade } from './hand-made-seeds.ts'

export type Labels = Readonly<Record<string, string>>
type Resource = KubernetesObject & { readonly spec?: JsonObject }

/** Where states of a kind start from: what people write, and what stands in clusters. All of it is optional. */
export interface Seeds {
  readonly specs: readonly JsonObject[]
  readonly labels: readonly Labels[]
  readonly annotations: readonly Labels[]
  readonly statuses: readonly JsonObject[]
  /** Of kinds that hold no spec: everything but metadata. */
  readonly bodies?: readonly JsonObject[]
  /** Names of parents that their specs allow; any when absent. */
  readonly names?: readonly string[]
  /** Settings without which nothing is made; those of the goldens when absent. */
  readonly settings?: readonly Settings[]
  /** Whether a parent needs one beside it, or has one in its way; else there may be some. */
  readonly presence?: 'mostly' | 'seldom'
}

const root = new URL('../../', import.meta.url)
const inside = (folder: string): readonly string[] => existsSync(new URL(folder, root)) ? readdirSync(new URL(folder, root)).map((name) => `${folder}${name}`) : []

const cases = inside('test/goldens/').flatMap((family) => inside(`${family}/`))
const examples = inside('examples/').flatMap((path) => [path, ...inside(`${path}/`)]).filter((file) => file.endsWith('.yaml'))
const inputs = [...cases.map((folder) => `${folder}/input.yaml`), ...examples]
  .filter((file) => existsSync(new URL(file, root)))

const resources = inputs.flatMap((file) => [...parseAllDocuments(readFileSync(new URL(file, root), 'utf8'))])
  .flatMap((document) => {
    const resource = trusted<Resource | null>(document.toJS())
    return resource === null ? [] : [resource]
  })

const distinct = <Value>(values: readonly Value[]): readonly Value[] => [...new Map(values.map((value) => [JSON.stringify(value), value])).values()]

/** Goldens and examples of a kind, and the hand-made seeds of that kind if there are any. */
export const seedsOf = (kind: string): Seeds => {
  const own = resources.filter((resource) => resource.kind === kind)
  const more = handMade[kind] ?? {}
  return {
    ...more,
    specs: distinct([...own.flatMap(({ spec }) => spec === undefined ? [] : [spec]), ...more.specs ?? []]),
    labels: distinct([...own.map(({ metadata }) => metadata.labels ?? {}), ...more.labels ?? []]),
    annotations: distinct([{}, ...own.map(({ metadata }) => metadata.annotations ?? {}), ...more.annotations ?? []]),
    statuses: more.statuses ?? [],
  }
}

/** Settings of the service that a golden was made with. */
export const seedSettings: readonly Settings[] = distinct([{}, ...cases.filter((folder) => existsSync(new URL(`${folder}/env.json`, root)))
  .map((folder) => trusted<Settings>(JSON.parse(readFileSync(new URL(`${folder}/env.json`, root), 'utf8'))))])
