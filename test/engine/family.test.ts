import t from 'tap'
import { controllers } from '../../hooks/index.ts'
import { shaped } from '../../src/engine/api-defaults/stored-object.ts'
import { discoveryOf, served } from '../../src/engine/discovery.ts'
import type { ServedKind } from '../../src/engine/discovery.ts'
import { createEngine } from '../../src/engine/engine.ts'
import { inProcessHooks } from '../../src/engine/in-process-hooks.ts'
import { memoryStore } from '../../src/engine/memory-store.ts'
import type { StoredObject } from '../../src/engine/object-store.ts'
import { registrationOf } from '../../src/engine/registration.ts'
import { rest } from '../../src/engine/rest.ts'
import { virtualClock } from '../../src/engine/virtual-clock.ts'
import { resourcesOf } from '../../src/kit/resources.ts'
import type { JsonObject } from '../../src/protocol/json.ts'
import { trusted } from '../../src/protocol/trusted.ts'
import { builtIn } from './fixtures/things.ts'
import { begin } from './fixtures/world.ts'

const object = (kind: string, metadata: JsonObject, spec: JsonObject): StoredObject =>
  trusted<StoredObject>({ apiVersion: 'kaspr.io/v1alpha1', kind, metadata: { namespace: 'streams', ...metadata }, spec })
const app = (name: string): StoredObject => object('KasprApp', { name }, {
  replicas: 2, bootstrapServers: 'kafka:9092', authentication: { type: 'plain' }, resources: { limits: { memory: '1Gi' } },
  storage: { type: 'persistent-claim', class: 'standard', size: '1Gi', deleteClaim: false },
})
const agent = (name: string, of: string): StoredObject => object('KasprAgent', { name, labels: { 'kaspr.io/app': of } }, {
  description: 'counts', input: { topic: { name: 'rides' } },
  processors: { pipeline: ['count'], operations: [{ name: 'count', map: { python: 'def count(value):\n  return value' } }] },
})

t.test('apps and agents come to rest, and then nothing is written any longer', async (t) => {
  const clock = virtualClock(begin)
  const discovery = discoveryOf(resourcesOf(controllers).map(served))
  const store = memoryStore({ clock, discovery, shape: (sent) => trusted<StoredObject>(shaped(trusted<JsonObject>(sent))) })
  const kindOf = ({ apiVersion, kind }: StoredObject): ServedKind => discovery.kind(apiVersion, kind) ?? builtIn('ConfigMap')
  for (const name of ['a', 'b', 'c']) {
    for (const made of [app(name), ...[1, 2, 3].map((index) => agent(`${name}-${index}`, name))]) await store.create(kindOf(made), made)
  }
  let writes = 0
  const failures: string[] = []
  const engine = createEngine({
    store, clock, discovery, callHook: inProcessHooks(controllers, { clock, settings: {} }),
    observer: { write: () => { writes += 1 }, pass: ({ outcome, message }) => { if (outcome === 'failed') failures.push(message ?? '') } },
  })
  for (const controller of controllers) engine.start(registrationOf(controller))
  t.equal(await rest(engine, clock), true)
  t.strictSame(failures, [])
  const kinds = store.objects().map(({ kind }) => kind)
  t.strictSame(['StatefulSet', 'Service', 'ConfigMap'].map((kind) => kinds.filter((one) => one === kind).length), [3, 6, 12])
  const before = writes
  await clock.advance(2 * 3_600_000)
  t.equal(writes, before, 'four resyncs of every parent write nothing')
})
