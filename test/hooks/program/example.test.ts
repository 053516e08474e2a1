import { readFileSync } from 'node:fs'
import t from 'tap'
import { parseAllDocuments } from 'yaml'
import { compiled } from '../../../hooks/program/hookrevision/compiled.ts'
import { withRevision } from '../../../scripts/examples/program-revision.ts'
import { createSandboxes } from '../../../src/sandbox/sandboxes.ts'
import type { JsonObject } from '../../../src/protocol/json.ts'
import { trusted } from '../../../src/protocol/trusted.ts'
import { begin, bundleOf, registrationOf, said, settle } from './fixtures/life.ts'
import { passed } from './fixtures/manifests.ts'
import type { Manifest } from './fixtures/manifests.ts'

const text = (name: string): string => readFileSync(new URL(`../../../examples/studio/${name}`, import.meta.url), 'utf8')
const source = text('program.ts')
const [definition, program, revision] = [...parseAllDocuments(text('greeting.yaml'))].map((document) => trusted<Manifest>(document.toJS()))
const parent = trusted<Manifest>(JSON.parse(text('hello.json')))

t.test('the revision of the example is made from its source (node scripts/example-program.ts writes it anew)', async (t) => {
  t.equal(withRevision(text('greeting.yaml'), source), text('greeting.yaml'))
  t.match(revision?.spec, { source })
})

t.test('the example runs once its checks were passed', async (t) => {
  const objects = [definition, { ...revision, status: { checks: passed } }].map((object) => trusted<Manifest>(object))
  const base = begin(trusted<JsonObject>(program?.spec), objects)
  const world = settle({ ...base, parent: { ...base.parent, metadata: { ...base.parent.metadata, name: 'greeting' } } })
  t.equal(said(world, 'Ready'), 'True Registered')
  t.equal(said(world, 'TypesStale'), 'False Current')
  t.match(bundleOf(world), { statusSchema: { properties: { state: { enum: ['Pending', 'Ready', 'Invalid'] } } } })
  t.ok(registrationOf(world))
})

interface Answer { readonly children: readonly Manifest[]; readonly status: JsonObject; readonly childless?: boolean }

t.test('its code answers for a message', async (t) => {
  const sandboxes = createSandboxes({ workers: 1 })
  t.teardown(() => sandboxes.stop())
  const made = compiled(source)
  const { code, compiledDigest } = 'code' in made ? made : { code: '', compiledDigest: '' }
  const sync = async (spec: JsonObject, configMaps: object = {}, status: JsonObject = {}): Promise<Answer> => {
    const request = JSON.stringify({ controller: {}, parent: { ...parent, metadata: { ...parent.metadata, generation: 2 }, spec, status }, children: { 'ConfigMap.v1': configMaps }, related: {}, finalizing: false })
    const result = await sandboxes.run({ code, codeDigest: compiledDigest, file: 'program.js', exported: 'sync', request, now: '2026-11-21T00:00:00Z', limits: { timeoutMs: 1000, memoryMiB: 64, stackKiB: 512, inputKiB: 1024, outputKiB: 1024 } })
    t.ok(result.ok, result.ok ? 'it answers' : result.message)
    return JSON.parse(result.ok ? result.output : '{}')
  }
  const first = await sync({ message: 'Hello', replicas: 3 })
  t.match(first, { children: [{ kind: 'ConfigMap', metadata: { name: 'hello-message' }, data: { message: 'Hello', replicas: '3' } }], status: { state: 'Pending', observedGeneration: 2 } })
  const there = { 'hello-message': { ...first.children[0], metadata: { ...first.children[0]?.metadata, uid: 'u' } } }
  const second = await sync({ message: 'Hello', replicas: 3 }, there, first.status)
  t.match(second.status, { state: 'Ready', message: 'Hello', replicas: 3, conditions: [{ type: 'Ready', status: 'True' }] })
  t.strictSame(await sync({ message: 'Hello', replicas: 3 }, there, second.status), second, 'and comes to rest')
  const refused = await sync({ message: 'Bye', replicas: -1 }, there, second.status)
  t.strictSame(refused.children, first.children, 'a mistake changes no child')
  t.match(refused.status, { state: 'Invalid', message: 'Hello', replicas: 3, conditions: [{ status: 'False', reason: 'InvalidSpec' }] })
  t.match(await sync({ message: 'Bye', replicas: -1 }), { children: [], childless: true })
})
