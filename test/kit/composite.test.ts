import t from 'tap'
import { composite, refuse } from '../../src/kit/composite.ts'
import { claim, Condition, conditions } from '../../src/kit/condition.ts'
import { inPlace } from '../../src/kit/controller.ts'
import { listOf, optional, struct, text } from '../../src/kit/fields.ts'
import { child } from '../../src/kit/kind.ts'
import { ConfigMap, Service } from '../../src/kit/kinds.ts'
import { lastAppliedAnnotation } from '../../src/kit/last-applied.ts'
import { named } from '../../src/kit/related.ts'
import { resource } from '../../src/kit/resource.ts'
import type { CompositeRequest } from '../../src/protocol/request.ts'
import { trusted } from '../../src/protocol/trusted.ts'

const Toy = resource({
  group: 'toys.example.com', version: 'v1', kind: 'Toy', plural: 'toys', singular: 'toy', shortNames: [], scope: 'Namespaced',
  description: 'A toy.', columns: [],
  spec: struct({ mode: text('What to do.') }, 'spec'),
  status: struct({ seen: optional(text('Mode.')), conditions: optional(listOf(Condition, 'Conditions.')) }, 'status'),
})

const toy = composite({
  name: 'toy',
  parent: Toy,
  children: [inPlace(ConfigMap)],
  paused: ({ metadata }) => metadata.annotations?.['pause'] === 'true' ? { reason: 'Asked', message: 'held' } : undefined,
  sync: ({ parent, now }) => parent.spec.mode === 'bad' ? refuse([{ path: 'spec.mode', message: 'is bad' }]) : {
    children: [child(ConfigMap, { metadata: { name: 'a', namespace: 'n' }, data: { mode: parent.spec.mode } })],
    status: { seen: parent.spec.mode, conditions: conditions(parent.status?.conditions, [claim('Ready', 'True', { reason: 'Done', message: 'done' })], { now, generation: 1 }) },
  },
})

const applied = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'n' }, data: { mode: 'old' } }
const edited = { ...applied, data: { mode: 'edited', foreign: 'x' }, metadata: { ...applied.metadata, annotations: { [lastAppliedAnnotation]: JSON.stringify(applied) } } }
const ask = (mode: string, over: { annotations?: Record<string, string>; status?: object } = {}, children: object = { 'n/a': edited }) => {
  const { status, ...metadata } = over
  const request: CompositeRequest = JSON.parse(JSON.stringify({
    controller: {}, related: {}, finalizing: false,
    parent: { apiVersion: 'toys.example.com/v1', kind: 'Toy', metadata: { name: 't', namespace: 'n', generation: 1, ...metadata }, spec: { mode }, status },
    children: { 'ConfigMap.v1': children },
  }))
  return toy.sync(request, { now: '2026-01-01T00:00:00Z', settings: {} })
}
const paused = { annotations: { pause: 'true' } }

t.test('a valid parent gets what its hook wants', async (t) => {
  t.match(ask('new'), { problems: [], answer: { children: [{ data: { mode: 'new' } }], status: { seen: 'new', conditions: [{ type: 'Ready', status: 'True' }] } } })
})

t.test('a child that is not there is looked for again soon, one that is there is not', async (t) => {
  t.equal(ask('new', {}, {}).answer.resyncAfterSeconds, 10)
  t.equal(ask('new').answer.resyncAfterSeconds, undefined)
})

t.test('a refused parent keeps its children as last applied and its status, but for the conditions', async (t) => {
  const { answer, problems } = ask('bad', { status: { seen: 'before' } })
  t.strictSame(answer.children, [applied])
  t.match(answer.status, { seen: 'before', conditions: [{ type: 'Ready', status: 'False', reason: 'InvalidSpec', message: 'spec.mode: is bad' }] })
  t.match(problems, [{ path: 'spec.mode' }])
})

t.test('a paused parent keeps its children as observed while its status goes on', async (t) => {
  const { answer } = ask('new', paused)
  t.strictSame(answer.children, [{ ...applied, data: { mode: 'edited' } }])
  t.match(answer.status, { seen: 'new', conditions: [{ type: 'Ready', status: 'True' }, { type: 'Paused', status: 'True', reason: 'Asked', message: 'held' }] })
})

t.test('a paused parent gets no new children', async (t) => {
  t.strictSame(ask('new', paused, {}).answer.children, [])
})

t.test('a pause wins over an invalid spec: manual edits stay', async (t) => {
  const { answer } = ask('bad', paused)
  t.strictSame(answer.children, [{ ...applied, data: { mode: 'edited' } }])
  t.match(answer.status['conditions'], [{ type: 'Ready', reason: 'InvalidSpec' }, { type: 'Paused', status: 'True' }])
})

t.test('the condition of a pause goes with the pause, valid or not', async (t) => {
  const { status } = ask('new', paused).answer
  for (const mode of ['new', 'bad']) t.notMatch(JSON.stringify(ask(mode, { status }).answer.status), /Paused/)
})

t.test('a status that breaks its schema does not stop the hook', async (t) => {
  t.match(ask('new', { status: { seen: 7, conditions: 'x' } }).answer.status, { seen: 'new', conditions: [{ type: 'Ready' }] })
})

t.test('while a parent is paused, live kinds follow the hook once they exist', async (t) => {
  const wanted = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'n' }, data: { k: 'new' } }
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', namespace: 'n' }, spec: { type: 'ClusterIP' } }
  const observed = (object: object): object => ({ ...object, metadata: { name: 'a', namespace: 'n', uid: 'u' } })
  const answer = (children: object, live: boolean): readonly unknown[] => {
    const toy = composite({
      name: 'toy', parent: Toy, children: [inPlace(ConfigMap), inPlace(Service)], paused: () => ({ reason: 'R', message: 'm' }), ...(live ? { live: [ConfigMap] } : {}),
      sync: () => ({ children: [wanted, service], status: {} }),
    })
    const parent = { apiVersion: Toy.apiVersion, kind: Toy.kind, metadata: { name: 'x', namespace: 'n' }, spec: { mode: 'x' } }
    return toy.sync(trusted({ controller: {}, parent, children, related: {}, finalizing: false }), { now: '2026-01-01T00:00:00Z', settings: {} }).answer.children
  }
  const there = { 'ConfigMap.v1': { 'n/a': observed({ ...wanted, data: { k: 'old' } }) } }
  t.same(answer(there, true), [wanted])
  t.notMatch(JSON.stringify(answer(there, false)), 'new')
  t.same(answer({}, true), [], 'nothing is made')
})

t.test('a definition that asks for kinds it does not list is refused', async (t) => {
  t.throws(() => composite({ name: 'x', parent: Toy, children: [], related: () => named(ConfigMap, 'n', ['a']), sync: () => ({ children: [], status: {} }) }), { code: 'KH_DEFINITION_INVALID' })
})

t.test('finalize is asked whatever the spec says, and related knows the settings', async (t) => {
  const toy = composite({
    name: 'toy', parent: Toy, children: [inPlace(ConfigMap)], reads: [ConfigMap],
    related: (_parent, settings) => named(ConfigMap, 'n', settings['NAMES']?.split(',') ?? []),
    sync: () => ({ children: [], status: {} }),
    finalize: ({ parent }) => ({ children: [], childless: true, finalized: true, status: { seen: JSON.stringify(parent.spec) } }),
  })
  const context = { now: '2026-01-01T00:00:00Z', settings: { NAMES: 'a,b' } }
  const parent = { apiVersion: Toy.apiVersion, kind: Toy.kind, metadata: { name: 'x', namespace: 'n' }, spec: { mode: 7 } }
  t.match(toy.finalize?.(trusted({ controller: {}, parent, children: {}, related: {}, finalizing: true }), context).answer, { finalized: true, status: { seen: '{"mode":7}' } })
  t.match(toy.customize?.(trusted({ controller: {}, parent }), context), { relatedResources: [{ names: ['a', 'b'] }] })
})

t.test('a refusal may say more, and ask to be called again', async (t) => {
  const toy = composite({ name: 'toy', parent: Toy, children: [], sync: () => refuse([{ path: 'spec.mode', message: 'is bad' }], { claims: [claim('Expired', 'True', { reason: 'Over', message: 'over' })], resyncAfterSeconds: 5 }) })
  const parent = { apiVersion: Toy.apiVersion, kind: Toy.kind, metadata: { name: 'x', namespace: 'n' }, spec: { mode: 'x' } }
  const { answer } = toy.sync(trusted({ controller: {}, parent, children: {}, related: {}, finalizing: false }), { now: '2026-01-01T00:00:00Z', settings: {} })
  t.match(answer, { resyncAfterSeconds: 5, status: { conditions: [{ type: 'Ready', status: 'False' }, { type: 'Expired', status: 'True' }] } })
})
