import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseAllDocuments } from 'yaml'
import { programPath } from '../../scripts/cluster/programs.ts'
import type { JsonObject, JsonValue } from '../../src/protocol/json.ts'
import { isObject } from '../../src/protocol/json.ts'
import type { KubernetesObject } from '../../src/protocol/request.ts'
import { trusted } from '../../src/protocol/trusted.ts'

export const chartFolder = fileURLToPath(new URL('../../charts/kaspr-hooks/', import.meta.url))

export type Rendered = KubernetesObject & JsonObject

export interface HelmRun { readonly status: number; readonly out: string; readonly err: string }

/** Runs the helm that is built beside the control plane; values come as JSON, which is YAML. */
export const helm = (args: readonly string[], { values = {}, env = {} }: { readonly values?: object; readonly env?: Readonly<Record<string, string>> } = {}): HelmRun => {
  const { status, stdout, stderr, error } = spawnSync(programPath('helm'), args, { input: JSON.stringify(values), encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env }, maxBuffer: 64 * 1024 * 1024 })
  return { status: status ?? 1, out: stdout ?? '', err: error === undefined ? stderr : `${error.message}: npm run cluster builds it` }
}

interface Place { readonly release?: string; readonly namespace?: string }

/** Helm is built without a cluster, and says of itself that it speaks to an old one. */
const kubernetes = '--kube-version=1.34.0'

export const template = (values: object, { release = 'kaspr-hooks', namespace = 'kaspr-hooks' }: Place = {}, flags: readonly string[] = []): HelmRun =>
  helm(['template', release, chartFolder, '--namespace', namespace, kubernetes, '--values', '-', ...flags], { values })

export const lint = (values: object): HelmRun => helm(['lint', '--strict', chartFolder, kubernetes, '--values', '-'], { values })

/** All objects of a text of YAML documents, with their mistakes. */
export const documentsOf = (text: string): { readonly objects: readonly Rendered[]; readonly problems: readonly string[] } => {
  const documents = [...parseAllDocuments(text)]
  return {
    objects: documents.map((document) => trusted<Rendered | null>(document.toJS())).filter((object) => object !== null),
    problems: documents.flatMap(({ errors, warnings }) => [...errors, ...warnings].map(({ message }) => message)),
  }
}

const known = new Map<string, readonly Rendered[]>()

/** What the chart becomes with some values; asked once for each. A failure is an object, too. */
export const rendered = (values: object = {}, place: Place = {}): readonly Rendered[] => {
  const key = JSON.stringify([values, place])
  const objects = known.get(key) ?? render(values, place)
  known.set(key, objects)
  return objects
}

const render = (values: object, place: Place): readonly Rendered[] => {
  const { status, out, err } = template(values, place)
  return status === 0 ? documentsOf(out).objects : [trusted<Rendered>({ apiVersion: '', kind: 'Failure', metadata: { name: err } })]
}

/** A value at a path of keys and indices; undefined where there is none. */
export const at = (value: JsonValue | undefined, ...path: readonly (string | number)[]): JsonValue | undefined =>
  path.reduce<JsonValue | undefined>((inside, key) => typeof key === 'number' ? Array.isArray(inside) ? inside[key] : undefined : isObject(inside) ? inside[key] : undefined, value)

export const listAt = (value: JsonValue | undefined, ...path: readonly (string | number)[]): readonly JsonValue[] => {
  const found = at(value, ...path)
  return Array.isArray(found) ? found : []
}

export const kindsOf = (objects: readonly Rendered[], ...kinds: readonly string[]): readonly Rendered[] => objects.filter(({ kind }) => kinds.includes(kind))

export const named = (objects: readonly Rendered[], kind: string, name: string): Rendered | undefined => objects.find((object) => object.kind === kind && object.metadata.name === name)
