import { revisionName } from '../../hooks/program/hookrevision/resource.ts'
import { sha256Hex } from '../../src/kit/hash.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import type { Seeds } from './seeds.ts'

const sources = ["export const sync = () => ({ status: {}, children: [] })\n", 'export function sync(request: { readonly parent: object }) {\n  return { status: { seen: request.parent }, children: [] }\n}\n', 'export const sync = (\n']
const names = sources.map((source) => revisionName('shop', sha256Hex(source)))
const engine = { name: 'quickjs', version: '0.32.0' }
const revisions = sources.map((source, index) => ({ program: 'shop', source, digest: sha256Hex(source), author: 'ada', message: `no. ${index}`, engine }))

const kinds = { parent: { apiVersion: 'example.com/v1', resource: 'myresources' }, children: [{ apiVersion: 'v1', resource: 'configmaps' }] }
const [one = '', two = '', broken = ''] = names

/** Programs before, between and after publishes. */
const programs: readonly JsonObject[] = [
  kinds,
  { ...kinds, activeRevision: one },
  { ...kinds, activeRevision: two, canary: { revision: one, percent: 10 }, finalize: true, related: [{ apiVersion: 'v1', resource: 'secrets', names: ['${spec.secret}'] }] },
  { ...kinds, activeRevision: one, canary: { revision: two, selector: { matchLabels: { canary: 'yes' } } }, policy: { approvals: 1, canary: true, forbid: [], serviceAccounts: [] }, resyncPeriodSeconds: 60 },
  { ...kinds, activeRevision: broken, limits: { timeoutMs: 100, children: 0 } },
]

const at = '2026-11-20T00:00:00Z'
const report = { at, recordings: 1, properties: [{ name: 'total', result: 'failed', runs: 200 }] }

const definition = (status: JsonObject | undefined): JsonObject => ({
  spec: {
    group: 'example.com', scope: 'Namespaced', names: { kind: 'MyResource', plural: 'myresources' },
    versions: [{
      name: 'v1', served: true, storage: true, ...(status === undefined ? {} : { subresources: { status: {} } }),
      schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object' }, ...(status === undefined ? {} : { status }) } } },
    }],
  },
})

export const programSeeds: Readonly<Record<string, Partial<Seeds>>> = {
  HookProgram: { names: ['shop'], specs: programs, statuses: [
    { active: { revision: one, digest: sha256Hex(sources[0] ?? ''), compiledDigest: sha256Hex('') }, lastGood: one },
  ] },
  HookRevision: { presence: 'mostly', specs: revisions, statuses: [
    { checks: { ...report, passed: true }, approvals: [{ user: 'bob', at }] },
    { checks: { ...report, passed: false }, overrides: [{ user: 'bob', at, reason: 'now' }], published: [{ user: 'bob', at, as: 'publish' }] },
    { checks: { ...report, passed: false } },
  ] },
  CustomResourceDefinition: { bodies: [
    definition({ type: 'object', description: '', properties: { observedGeneration: { type: 'integer' }, data: { type: 'string', nullable: true, default: null, enum: ['a', null] } } }),
    definition(undefined), definition({ type: 'object', properties: {} }), {},
  ] },
}
