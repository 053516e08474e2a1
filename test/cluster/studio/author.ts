import { HookProgram } from '../../../hooks/program/hookprogram/resource.ts'
import type { Call } from '../../../scripts/cluster/api.ts'
import { RequestRefused } from '../../../scripts/cluster/errors.ts'
import { kind } from '../../../src/kit/kind.ts'
import type { Kind } from '../../../src/kit/kind.ts'
import { kindPath, objectPath } from '../../../src/kube/address.ts'
import { isObject } from '../../../src/protocol/json.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { conditionOf } from './looks.ts'
import { install } from '../harness/definitions.ts'
import { eventually } from '../harness/eventually.ts'
import type { AnyObject } from '../harness/objects.ts'
import type { Person } from './person.ts'
import type { Said } from './seat.ts'
import type { Town } from './town.ts'

const group = 'studio.example.com'
const free: JsonObject = { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true }

/** Parents of a program with the same name as their plural. */
export const parentsOf = (plural: string): Kind => kind(`${group}/v1`, `${plural.charAt(0).toUpperCase()}${plural.slice(1)}`, plural)

const definitionOf = ({ kind, plural }: Kind): AnyObject => ({
  apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: `${plural}.${group}` },
  spec: {
    group, scope: 'Namespaced', names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
    versions: [{ name: 'v1', served: true, storage: true, subresources: { status: {} }, schema: { openAPIV3Schema: { type: 'object', properties: { spec: free, status: free } } } }],
  },
})

/** The admin of programs makes one with kubectl, and the kind of its parents with it. */
export const found = async ({ objects, people: { admin } }: Town, name: string, spec: JsonObject = {}): Promise<void> => {
  const parents = parentsOf(name)
  await install(objects, [definitionOf(parents)])
  await makeProgram(admin, name, { parent: { apiVersion: parents.apiVersion, resource: parents.plural }, children: [{ apiVersion: 'v1', resource: 'configmaps' }], ...spec })
}

export const makeProgram = async ({ api }: Person, name: string, spec: JsonObject): Promise<void> => {
  await api.expect({ method: 'POST', path: kindPath(HookProgram), body: { apiVersion: HookProgram.apiVersion, kind: HookProgram.kind, metadata: { name }, spec } })
}

/** What came of a request that may be refused. */
export const tried = async ({ api }: Pick<Person, 'api'>, call: Call): Promise<string> => {
  const { status, body } = await api.call(call)
  return status < 300 ? 'done' : `${status} ${isObject(body) ? String(body['message']) : ''}`
}

/** As `kubectl patch hookprogram` does. */
export const patchOf = (name: string, spec: JsonObject): Call =>
  ({ method: 'PATCH', path: objectPath(HookProgram, { name }), body: { spec }, contentType: 'application/merge-patch+json' })

/** Applies a parent in the namespace of parents, as kubectl does. */
export const parent = async ({ api, namespace }: Town, kind: Kind, { name, spec }: { readonly name: string; readonly spec: JsonObject }): Promise<void> => {
  await api.expect({
    method: 'PATCH', path: `${objectPath(kind, { name, namespace })}?fieldManager=tests&force=true`, contentType: 'application/apply-patch+yaml',
    body: { apiVersion: kind.apiVersion, kind: kind.kind, metadata: { name, namespace }, spec },
  })
}

const accepted = (path: string, { status, body }: Said): JsonObject => {
  if (status > 299) throw new RequestRefused(path, status, JSON.stringify(body))
  return body
}

/** The editor saves a source in the Studio. Gives the name of its revision. */
export const saved = async ({ seat }: Town, program: string, source: string): Promise<string> => {
  const path = `/programs/${program}`
  const { newest } = accepted(path, await seat('editor').get(path))
  const base = typeof newest === 'string' ? { base: newest } : {}
  return String(accepted(path, await seat('editor').post(`${path}/revisions`, { source, message: 'for a test', ...base }))['name'])
}

/** The publisher publishes in the Studio, whatever checks would say. */
export const published = async ({ seat }: Town, program: string, revision: string): Promise<void> => {
  const path = `/programs/${program}/publish`
  accepted(path, await seat('publisher').post(path, { revision, override: { reason: 'a test of the cluster' } }))
}

/** Saves, publishes and waits until it runs. */
export const runs = async (town: Town, program: string, source: string): Promise<string> => {
  const revision = await saved(town, program, source)
  await published(town, program, revision)
  await untilActive(town, program, revision)
  return revision
}

/** The program's own status says that the revision runs, and its controller is registered. */
export const untilActive = ({ objects }: Town, program: string, revision: string): Promise<void> => eventually(`${revision} runs`, async () => {
  const object = await objects.get(HookProgram, { name: program })
  const active = isObject(object?.['status']) && isObject(object['status']['active']) ? object['status']['active']['revision'] : undefined
  return { done: active === revision && conditionOf(object, 'Ready')?.['status'] === 'True', seen: object?.['status'] }
})
