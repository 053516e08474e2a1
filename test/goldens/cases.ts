import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { parseAllDocuments } from 'yaml'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import type { KubernetesObject } from '../../src/protocol/request.ts'
import { trusted } from '../../src/protocol/trusted.ts'

const root = new URL('./kaspr/', import.meta.url)

/** What upstream shows of an app besides its objects. */
export interface ObservedApp {
  readonly componentHashes: Readonly<Record<string, string>>
  readonly [field: string]: JsonValue
}

/** Custom resources and what upstream makes of them. */
export interface GoldenCase {
  readonly name: string
  readonly resources: readonly KubernetesObject[]
  readonly settings: Readonly<Record<string, string>>
  /** By `Kind/name`. */
  readonly expected: ReadonlyMap<string, JsonObject>
  readonly observed: { readonly apps: Readonly<Record<string, ObservedApp>>; readonly componentStatus: Readonly<Record<string, JsonObject>> }
  /** Content of definition files by file name, as PyYAML reads them. */
  readonly payloads: ReadonlyMap<string, JsonValue>
}

const json = <Shape>(path: string): Shape => trusted<Shape>(JSON.parse(readFileSync(new URL(path, root), 'utf8')))
const files = (path: string): readonly string[] => existsSync(new URL(path, root)) ? readdirSync(new URL(path, root)).toSorted() : []

const goldenCase = (name: string): GoldenCase => ({
  name,
  resources: [...parseAllDocuments(readFileSync(new URL(`${name}/input.yaml`, root), 'utf8'))].map((document) => trusted<KubernetesObject>(document.toJS())),
  settings: existsSync(new URL(`${name}/env.json`, root)) ? json(`${name}/env.json`) : {},
  expected: new Map(files(`${name}/expected`).map((file) => {
    const object = json<JsonObject & KubernetesObject>(`${name}/expected/${file}`)
    return [`${object.kind}/${object.metadata.name}`, object]
  })),
  observed: json(`${name}/observed.json`),
  payloads: new Map(files(`${name}/payloads`).map((file) => [file.replace(/\.json$/, ''), json(`${name}/payloads/${file}`)])),
})

export const goldenCases: readonly GoldenCase[] = readdirSync(root).toSorted().map(goldenCase)

/** A case by name; what is asked for has to be there. */
export const goldenNamed = (name: string): GoldenCase => goldenCase(name)
